/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From argv to a verb's function and an exit code: 0 done, 1 it failed, 2 it was
 * asked wrongly. Errors go to standard error and name the option.
 */
#include <ctype.h>
#include <errno.h>
#include "cli/cli.h"
#include "form/input.h"

enum { ARGS_MAX = IDS_MAX + 32, WORDS = 2 };

struct call {
    const char *state;
    bool json;
    bool dry_run;
    bool help;
    const char *word[WORDS];
    int words;
    const struct verb *verb;
    struct params params;
};

static const char global_help[] =
    "  --state DIR        the installation (HATCHERY_STATE, else var)\n"
    "  --json             print JSON\n"
    "  --help             this help; each command has its own\n";

static const struct verb *find_verb(const struct call *call)
{
    for (const struct verb *v = verbs; v->name; v++) {
        const char *space = strchr(v->name, ' ');
        size_t len = space ? (size_t)(space - v->name) : strlen(v->name);
        if (!call->words || strlen(call->word[0]) != len || memcmp(call->word[0], v->name, len))
            continue;
        if (!space || (call->words == WORDS && !strcmp(call->word[1], space + 1)))
            return v;
    }
    return NULL;
}

static void print_verbs(FILE *to, const struct call *call)
{
    size_t len = call->words ? strlen(call->word[0]) : 0;
    bool known = false;
    for (const struct verb *v = verbs; len && v->name; v++)
        known |= !strncmp(v->name, call->word[0], len) && v->name[len] == ' ';
    fprintf(to, "usage: hatchery COMMAND [OPTION...]\n\n");
    for (const struct verb *v = verbs; v->name; v++)
        if (!known || !strncmp(v->name, call->word[0], len))
            fprintf(to, "  %-15s %s\n", v->name, v->words);
    fprintf(to, "\n%s\nexample: hatchery account list --state var\n", global_help);
}

static void print_verb(const struct verb *v)
{
    printf("%s.\n\nusage: hatchery %s ", v->words, v->name);
    for (const char *p = v->operand; p && *p; p++)
        putchar(toupper((unsigned char)*p));
    printf("%s%s\n\n%s%s%s\nexample: %s\n", v->operand ? " " : "", v->form ? "[OPTION...]" : "",
           v->options ? v->options : "",
           v->plans ? "  --dry-run          say what would be done, and do nothing\n" : "",
           global_help, v->example);
}

/* "min_disk" → "--min-disk"; what needs no name as the usage has it: "ID" */
static const char *option_of(const struct cli *c, const char *field)
{
    bool operand = c->operand && !strcmp(field, c->operand);
    char *name = arena_printf(c->arena, operand ? "%s" : "--%s", field);
    for (char *p = name; *p; p++)
        *p = operand ? (char)toupper((unsigned char)*p) : *p == '_' ? '-' : *p;
    return name;
}

static void complain(struct cli *c, const char *field, const char *words)
{
    if (field)
        fprintf(stderr, "hatchery: %s: %s\n", cli_escape(c->arena, option_of(c, field)),
                cli_escape(c->arena, words));
    else
        fprintf(stderr, "hatchery: %s\n", cli_escape(c->arena, words));
}

static int usage(struct cli *c, const struct call *call, const char *words)
{
    complain(c, NULL, words);
    if (call->verb)
        fprintf(stderr, "See: hatchery %s --help\n", call->verb->name);
    else
        fprintf(stderr, "See: hatchery --help\n");
    return EXIT_USAGE;
}

/* "512M" → bytes in digits; what is no such size stays for the check to refuse. */
static const char *plain_number(struct arena *a, const char *value)
{
    static const char units[] = "KMGT";
    size_t digits = strspn(value, "0123456789");
    const char *unit = value[digits] ? strchr(units, value[digits]) : NULL;
    long long n = 0;
    if (!digits || !unit || (value[digits + 1] && strcmp(value + digits + 1, "B")))
        return value;
    if (!parse_i64(arena_strndup(a, value, digits), 0, INT64_MAX, &n))
        return value;
    int shift = 10 * (int)(unit - units + 1);
    return n > INT64_MAX >> shift ? value : arena_printf(a, "%lld", n << shift);
}

static void add_param(struct cli *c, struct call *call, const struct field *fl, const char *value)
{
    const char *comma = fl->type == FIELD_IDS ? strchr(value, ',') : NULL;
    for (; comma && call->params.count < ARGS_MAX - 1; comma = strchr(value, ',')) {
        size_t len = (size_t)(comma - value);
        call->params.at[call->params.count++] =
            (struct param){ fl->name, arena_strndup(c->arena, value, len), len };
        value = comma + 1;
    }
    if (fl->type == FIELD_I64)
        value = plain_number(c->arena, value);
    call->params.at[call->params.count++] = (struct param){ fl->name, value, strlen(value) };
}

/* The value of argv[*i], in it after '=' or next to it; NULL if there is none. */
static const char *value_of(char **argv, int argc, int *i)
{
    const char *equals = strchr(argv[*i], '=');
    if (equals)
        return equals + 1;
    return *i + 1 < argc ? argv[++*i] : NULL;
}

static bool is_option(const char *arg, const char *name)
{
    size_t len = strlen(name);
    return !strncmp(arg, name, len) && (!arg[len] || arg[len] == '=');
}

/* True if it was a global one; *wrong if it lacks its value. */
static bool take_global(struct call *call, char **argv, int argc, int *i, bool *wrong)
{
    if (is_option(argv[*i], "--state")) {
        call->state = value_of(argv, argc, i);
        *wrong = !call->state;
        return true;
    }
    bool *flag = !strcmp(argv[*i], "--json")      ? &call->json
                 : !strcmp(argv[*i], "--dry-run") ? &call->dry_run
                 : !strcmp(argv[*i], "--help")    ? &call->help
                                                  : NULL;
    if (flag)
        *flag = true;
    return flag != NULL;
}

static const struct field *option_field(struct arena *a, const struct verb *v, const char *arg)
{
    if (!v->form || strncmp(arg, "--", 2) || strchr(arg, '_'))
        return NULL;
    char *name = arena_strndup(a, arg + 2, strcspn(arg + 2, "="));
    for (char *p = name; *p; p++)
        if (*p == '-')
            *p = '_';
    return field_find(v->form, name, strlen(name));
}

/* NULL, or what is wrong with it. */
static const char *take_option(struct cli *c, struct call *call, char **argv, int argc, int *i)
{
    const struct verb *v = call->verb;
    const char *arg = argv[*i];
    if (arg[0] != '-' && v->operand) {
        add_param(c, call, field_find(v->form, v->operand, strlen(v->operand)), arg);
        return NULL;
    }
    const struct field *fl = option_field(c->arena, v, arg);
    if (!fl)
        return arena_printf(c->arena, "'%s' is not known to '%s'.", arg, v->name);
    const char *value = fl->type == FIELD_BOOL ? "1" : value_of(argv, argc, i);
    if (!value || (fl->type == FIELD_BOOL && strchr(arg, '=')))
        return arena_printf(c->arena, "%s %s value.", arg, value ? "takes no" : "needs a");
    add_param(c, call, fl, value);
    return NULL;
}

static const char *no_command(const struct cli *c, const struct call *call)
{
    return call->words == WORDS
               ? arena_printf(c->arena, T("There is no command %s %s."), call->word[0],
                              call->word[1])
               : arena_printf(c->arena, T("There is no command %s."), call->word[0]);
}

static const char *read_args(struct cli *c, struct call *call, int argc, char **argv)
{
    call->params.at = arena_array(c->arena, ARGS_MAX, sizeof(*call->params.at));
    for (int i = 1; i < argc; i++) {
        bool wrong = false;
        const char *why = NULL;
        if (take_global(call, argv, argc, &i, &wrong))
            why = wrong ? "--state needs a value." : NULL;
        else if (call->verb)
            why = take_option(c, call, argv, argc, &i);
        else if (call->words == WORDS)
            why = no_command(c, call);
        else if (argv[i][0] == '-')
            why = arena_printf(c->arena, "'%s' is not known.", argv[i]);
        else
            call->word[call->words++] = argv[i];
        if (why || call->params.count == ARGS_MAX)
            return why ? why : "There are too many arguments.";
        call->verb = find_verb(call);
    }
    if (call->dry_run && call->verb && !call->verb->plans)
        return arena_printf(c->arena, "'%s' cannot say beforehand what it would do.",
                            call->verb->name);
    return NULL;
}

static bool form_is_good(struct cli *c, const struct verb *v, const struct params *params)
{
    static const struct field none[] = { FIELDS_END };
    struct input_errors errors = { .count = 0 };
    c->form = arena_alloc(c->arena, v->form_size + 1);
    if (v->start)
        memcpy(c->form, v->start, v->form_size);
    if (!input_from_params(c->fault, c->arena, v->form ? v->form : none, params, NULL, c->form,
                           &errors))
        return true;
    for (int64_t i = 0; i < errors.count; i++)
        complain(c, errors.at[i].field, errors.at[i].message);
    fprintf(stderr, "See: hatchery %s --help\n", v->name);
    return false;
}

static enum fault_code run(struct cli *c, const struct call *call,
                           enum fault_code (*fn)(struct cli *))
{
    const struct verb *v = call->verb;
    char *password = NULL;
    enum fault_code rc = conf_load(c->fault, c->arena, call->state, &c->conf);
    if (!rc)
        rc = conf_db_password(c->fault, c->arena, &c->conf, v->user, &password);
    if (rc)
        return rc;
    struct db_conf conf = {
        .socket = c->conf.db_socket, .name = c->conf.db_name, .user = v->user, .password = password
    };
    c->db = db_new(&conf);
    db_use(c->db, c->arena, c->fault);
    rc = fn(c);
    db_close(&c->db);
    return rc;
}

/* "account limit 2": the verb and what it was to be done to; options may hold secrets. */
static const char *tried(struct arena *a, const struct call *call)
{
    const struct params *given = &call->params;
    const char *operand = call->verb->operand;
    const char *words = call->verb->name;
    for (size_t i = 0; operand && i < given->count; i++)
        if (!strcmp(given->at[i].name, operand))
            words = arena_printf(a, "%s %s", words, given->at[i].value);
    return words;
}

/* A change that was refused is in the audit, as one that was made; what failed is not. */
static void note_refusal(const struct cli *was, const struct call *call, enum fault_code why)
{
    const char *word = permission_word(call->verb->permission);
    const char *tail = strrchr(word, '_');
    bool changes = strcmp(tail ? tail : "", "_read") != 0;
    struct fault f;
    struct cli c = { .arena = was->arena,
                     .fault = &f,
                     .form = &(struct cli_refused){ word, tried(was->arena, call),
                                                    fault_api_code(why) } };
    int status = fault_http(why);
    if (!changes || call->dry_run || status < 400 || status >= 500 ||
        strcmp(call->verb->user, "cli"))
        return;
    fault_clear(&f);
    if (run(&c, call, cli_note_refusal))
        complain(&c, NULL,
                 arena_printf(c.arena, "the audit has no line of it: %s",
                              fault_words(&f, c.arena)));
}

int cli_main(int argc, char **argv)
{
    OWNED(arena_drop) struct arena *arena = arena_new();
    struct fault fault;
    struct call call = { .words = 0 };
    struct cli c = { .arena = arena, .fault = &fault };
    fault_clear(&fault);
    const char *why = read_args(&c, &call, argc, argv);
    c.json = call.json;
    c.dry_run = call.dry_run;
    c.operand = call.verb ? call.verb->operand : NULL;
    if (call.help && call.verb)
        print_verb(call.verb);
    else if (call.help)
        print_verbs(stdout, &call);
    if (call.help)
        return EXIT_OK;
    if (why)
        return usage(&c, &call, why);
    if (!call.verb) {
        if (call.words)
            complain(&c, NULL, no_command(&c, &call));
        print_verbs(stderr, &call);
        return EXIT_USAGE;
    }
    if (!form_is_good(&c, call.verb, &call.params)) {
        note_refusal(&c, &call, FAULT_INVALID);
        return EXIT_USAGE;
    }
    enum fault_code rc = run(&c, &call, call.verb->run);
    if (rc) {
        note_refusal(&c, &call, rc);
        complain(&c, fault.field, fault.id ? fault_words(&fault, arena) : fault_api_code(rc));
        return rc == FAULT_INVALID && fault.field ? EXIT_USAGE : EXIT_FAULT;
    }
    if (fflush(stdout) || ferror(stdout)) {
        if (errno != EPIPE) /* as after `| head`, where nobody wants to read on */
            complain(&c, NULL, "Standard output cannot be written.");
        return EXIT_FAULT;
    }
    return EXIT_OK;
}
