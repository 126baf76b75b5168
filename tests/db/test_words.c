/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole pages for a reader of another language and zone, from the request to the
 * last byte: sign-in, the list of machines, a machine, a new one, what is refused.
 */
#include "db_fixture.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "base/secret.h"
#include "base/words.h"
#include "store/session.h"
#include "web/my/routes.h"
#include "web/page.h"

QUERY(speak, DB_OWNER, "UPDATE user SET language = ?, time_zone = ? WHERE id = ?");
QUERY(age, DB_OWNER,
      "UPDATE vm SET created_at = '2024-07-01 22:30:00', memory = 1610612736 WHERE id = ?");

static const char cookie_value[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq";

struct desk {
    struct world *w;
    struct db *owner;
    struct db *reader;
    struct db *signin;
    struct arena *arena; /* of the request */
    struct fault fault;
    struct face face;
    struct web web;
    struct request *last;
    struct response out;
    int64_t vm;
};
static struct desk desk;

static int get(const char *uri, const char *accepts, bool signed_in)
{
    struct env env = { .method = "GET",
                       .uri = uri,
                       .host = desk.w->conf.host,
                       .remote = "192.0.2.7",
                       .accept_language = accepts };
    static char cookie[100];
    snprintf(cookie, sizeof(cookie), "hatchery_my=%s", cookie_value);
    env.cookie = signed_in ? cookie : NULL;
    if (desk.last)
        http_end(desk.last);
    arena_reset(desk.arena);
    desk.last = http_run(&desk.face, desk.arena, &desk.fault, &env, &desk.out);
    return desk.out.status;
}

static void shows(const char *words)
{
    if (!strstr(desk.out.body, words))
        print_error("the page lacks \"%s\":\n%s\n", words, desk.out.body);
    assert_non_null(strstr(desk.out.body, words));
}

static void lacks(const char *words)
{
    if (strstr(desk.out.body, words))
        print_error("the page has \"%s\":\n%s\n", words, desk.out.body);
    assert_null(strstr(desk.out.body, words));
}

static void reads(const char *language, const char *zone)
{
    must(desk.w, db_exec(desk.owner, &speak, NULL, NULL,
                         ARGS(ARG(language), ARG(zone), ARG(desk.w->user[0]))));
}

static void the_door_speaks_as_the_browser_wishes(void **state)
{
    (void)state;
    assert_int_equal(get("/signin", "de-AT,de;q=0.9,en;q=0.5", false), 200);
    shows("<html lang=\"de\"");
    shows("<title>Anmelden · Hatchery</title>");
    shows("<p class=\"lead\">beim Panel von 127.0.0.1:8080</p>");
    shows("<button class=\"btn primary\">Anmelden</button>");
    shows("Zum Inhalt");
    lacks("Sign in");
    assert_int_equal(get("/signin", "fr", false), 200);
    shows("<html lang=\"en\"");
    shows("<button class=\"btn primary\">Sign in</button>");
    assert_int_equal(get("/signin", NULL, false), 200);
    shows("<html lang=\"en\""); /* nothing is left of the reader before */
}

static void a_list_in_two_languages(void **state)
{
    (void)state;
    reads("de", "Europe/Berlin");
    assert_int_equal(get("/vm", "en", true), 200); /* his own language, not the browser's */
    shows("<html lang=\"de\"");
    shows("data-zone=\"Europe/Berlin\"");
    shows("<title>Maschinen · Hatchery</title>");
    shows("<script src=\"/a.de.js\" defer>");
    shows("Maschine erstellen");
    shows(">Läuft <span>0</span>");
    shows("<caption class=\"unseen\">Ihre Maschinen</caption>");
    shows(">Zustand<");
    shows(">Tarif<");
    shows("Wird erstellt</td>"); /* a state */
    shows("<span>In der Warteschlange</span>");
    shows("<p class=\"utc\">Zeiten in der Zeitzone Europe/Berlin.</p>");
    shows("Abmelden");
    lacks("Your machines");
    lacks(">Running");

    reads("en", "UTC");
    assert_int_equal(get("/vm", "de", true), 200);
    shows("<html lang=\"en\"");
    shows("Your machines");
    shows("<script src=\"/a.js\" defer>");
    shows(">Running <span>0</span>");
    shows("Times are UTC.");
    lacks("Maschine");
}

static void figures_and_times_are_the_readers(void **state)
{
    const char *page = arena_printf(desk.w->arena, "/vm/%lld", (long long)desk.vm);
    (void)state;
    reads("de", "Europe/Berlin");
    assert_int_equal(get(page, NULL, true), 200);
    shows("<b>1,5 GB</b>");
    shows("Erstellt am <time datetime=\"2024-07-01T22:30:00+00:00\">2. Juli 2024 00:30</time>");
    assert_int_equal(get("/vm/create", NULL, true), 200);
    shows("<b>4,90 €</b> / Monat");
    shows("data-price=\"4,90 €\"");

    reads("de", "America/New_York");
    assert_int_equal(get(page, NULL, true), 200);
    shows(">1. Juli 2024 18:30</time>");

    reads("en", "UTC");
    assert_int_equal(get(page, NULL, true), 200);
    shows("<b>1.5 GB</b>");
    shows("Made <time datetime=\"2024-07-01T22:30:00+00:00\">1 Jul 2024 22:30</time>");
    assert_int_equal(get("/vm/create", NULL, true), 200);
    shows("<b>€4.90</b> / month");
}

static void what_is_refused_is_said_in_the_readers_words(void **state)
{
    (void)state;
    reads("de", "Europe/Berlin");
    assert_int_equal(get("/vm/999999", NULL, true), 404);
    shows("<h1>Nicht hier</h1>");
    shows("Diese Maschine gibt es hier nicht.");
    assert_int_equal(get("/ssh-key?did=key-added", NULL, true), 200);
    shows("Der Schlüssel wurde hinzugefügt.");
    assert_int_equal(get("/vm?as=xml", NULL, true), 422);
    shows("<h1>Das geht so nicht</h1>");
}

/* What machines read is not translated. */
static void a_file_of_rows_is_plain(void **state)
{
    (void)state;
    reads("de", "Europe/Berlin");
    assert_int_equal(get("/vm?as=csv", NULL, true), 200);
    shows("2024-07-01T22:30:00");
    shows("creating");
    lacks("Wird erstellt");
    assert_int_equal(get("/vm?as=json", NULL, true), 200);
    shows("2024-07-01T22:30:00");
    lacks("Wird erstellt");
}

static void an_unknown_language_or_zone_is_the_default(void **state)
{
    (void)state;
    reads("xx", "Mars/Base");
    assert_int_equal(get("/vm", "de", true), 200);
    shows("<html lang=\"en\"");
    shows("Times are UTC.");
}

static int begin(void **state)
{
    void *world = NULL;
    char manifest[] = "/tmp/hatchery-manifest-XXXXXX";
    static const char lines[] = "hatchery.css=/a.css\nhatchery.de.js=/a.de.js\n"
                                "hatchery.js=/a.js\nicons.svg=/a.svg\nchart.js=/c.js\n";
    (void)state;
    world_begin(&world);
    desk.w = world;
    desk.arena = arena_new();
    desk.owner = world_connect(desk.w, "owner", false);
    desk.reader = world_connect(desk.w, "my_reader", true);
    desk.signin = world_connect(desk.w, "signin", false);
    desk.vm = world_create(desk.w, 0, "brut", NULL);
    must(desk.w, db_exec(desk.owner, &age, NULL, NULL, ARGS(ARG(desk.vm))));
    struct session_new session = { .hash = secret_hash(desk.w->arena, cookie_value),
                                   .user_id = desk.w->user[0],
                                   .account_id = desk.w->account[0],
                                   .reseller_id = desk.w->reseller,
                                   .address = "192.0.2.7",
                                   .agent = "" };
    must(desk.w, session_add(desk.signin, &session));
    desk.face = my_program.face;
    desk.face.ctx = &desk.web;
    desk.face.db = desk.reader;
    desk.web = (struct web){
        .conf = &desk.w->conf, .face = WEB_MY, .pool = POOL_READER, .notes = desk.signin
    };
    int fd = mkstemp(manifest);
    assert_int_equal(write(fd, lines, sizeof(lines) - 1), sizeof(lines) - 1);
    close(fd);
    setenv("HATCHERY_STATIC", manifest, 1);
    must(desk.w, page_prepare(&desk.w->fault, desk.w->arena, &desk.web, &desk.face));
    unlink(manifest);
    return 0;
}

static int end(void **state)
{
    void *world = desk.w;
    (void)state;
    if (desk.last)
        http_end(desk.last);
    arena_free(desk.arena);
    db_close(&desk.owner);
    db_close(&desk.reader);
    db_close(&desk.signin);
    return world_end(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_door_speaks_as_the_browser_wishes),
        cmocka_unit_test(a_list_in_two_languages),
        cmocka_unit_test(figures_and_times_are_the_readers),
        cmocka_unit_test(what_is_refused_is_said_in_the_readers_words),
        cmocka_unit_test(a_file_of_rows_is_plain),
        cmocka_unit_test(an_unknown_language_or_zone_is_the_default),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
