/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ctemplate asks a dictionary for each name; ours answers from the C struct by
 * its field table, without a copy. What a name means for a table is looked up
 * once and kept: the key is the name's place in the parsed template, which stays
 * until the process ends. The only C++ of the panel: nothing thrown leaves it.
 */
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <new>
#include <set>
#include <string>
#include <utility>
#include <vector>

#define _Noreturn [[noreturn]]
extern "C" {
#include "base/attr.h"
#include "base/banned.h"
#include "base/clock.h"
#include "base/figures.h"
#include "base/log.h"
#include "base/permission.h"
#include "base/words.h"
#include "form/view.h"
}

using ctemplate::TemplateString;

namespace
{

/* What ctemplate asks; it keeps its iterators' type to those who derive from it. */
class Dictionary : public ctemplate::TemplateDictionaryInterface
{
  public:
    using ctemplate::TemplateDictionaryInterface::Iterator;
};
using Iterator = Dictionary::Iterator;

constexpr char pragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";
/* Not STRIP_WHITESPACE: it joins lines, and attributes with them. A text is taken as it stands. */
bool is_text(const std::string &name)
{
    return name.size() > 4 && name.compare(name.size() - 4, 4, ".txt") == 0;
}
ctemplate::Strip strip_of(const std::string &name)
{
    return is_text(name) ? ctemplate::DO_NOT_STRIP : ctemplate::STRIP_BLANK_LINES;
}
constexpr int include_depth = 8;

using Cache = std::unique_ptr<ctemplate::TemplateCache>;

Cache templates;
std::set<std::string> loaded;
/* The other languages', each read at its first page; none: it could not be. */
std::string languages_dir;
std::string languages_below;
std::vector<std::pair<std::string, Cache>> languages;
const struct field *frame_table;
std::string frame_head;
std::string frame_foot;

/* What a name stands for in one table of fields. */
enum class Means : unsigned char {
    unknown,
    plain,
    iso,
    figure,
    words,
    icon,
    global,
    scope,
    rows,
    some,
    none,
    may,
    may_none
};

struct Meaning {
    const char *name; /* with `fields` the key of the memory below */
    const struct field *fields;
    const struct field *field;
    size_t global_off; /* of a permission: which it is */
    Means means;
};

/* A name with this suffix, of a field of one of these types, means that. */
struct Rule {
    const char *suffix;
    unsigned types;
    Means means;
};

constexpr unsigned bit(field_type type)
{
    return 1u << type;
}
constexpr unsigned texts = bit(FIELD_TEXT) | bit(FIELD_I64) | bit(FIELD_TIME);

constexpr Rule value_rules[] = {
    { "", texts | bit(FIELD_BYTES) | bit(FIELD_MONEY) | bit(FIELD_STATE), Means::plain },
    { "_iso", bit(FIELD_TIME), Means::iso },
    { "_words", bit(FIELD_STATE), Means::words },
    { "_words", bit(FIELD_I64), Means::figure },
    { "_icon", bit(FIELD_STATE), Means::icon },
};
constexpr Rule section_rules[] = {
    { "", bit(FIELD_BOOL), Means::some },
    { "", bit(FIELD_GROUP), Means::scope },
    { "", bit(FIELD_LIST), Means::rows },
    { "_some", texts | bit(FIELD_BYTES) | bit(FIELD_LIST), Means::some },
    { "_none", texts | bit(FIELD_BYTES) | bit(FIELD_LIST) | bit(FIELD_BOOL), Means::none },
};

struct Global {
    const char *name;
    size_t off;
};
constexpr Global global_table[] = {
    { "css", offsetof(view_globals, css) },
    { "js", offsetof(view_globals, js) },
    { "icons", offsetof(view_globals, icons) },
    { "csrf", offsetof(view_globals, csrf) },
    { "request_key", offsetof(view_globals, request_key) },
    { "lang", offsetof(view_globals, lang) },
    { "root", offsetof(view_globals, root) },
};

bool is_named(const TemplateString &name, const char *word)
{
    return name.size() == strlen(word) && !memcmp(name.data(), word, name.size());
}

/* The field of `name` without the suffix, or NULL when it ends otherwise. */
const struct field *stem(const struct field *fields, const TemplateString &name, const char *suffix)
{
    size_t more = strlen(suffix);
    if (name.size() <= more || memcmp(name.data() + name.size() - more, suffix, more) != 0)
        return nullptr;
    return field_find(fields, name.data(), name.size() - more);
}

template <size_t count>
Meaning by_rules(const Rule (&rules)[count], const struct field *fields, const TemplateString &name)
{
    for (const Rule &rule : rules) {
        const struct field *f = stem(fields, name, rule.suffix);
        if (f && (rule.types & bit(f->type)))
            return { name.data(), fields, f, 0, rule.means };
    }
    return { name.data(), fields, nullptr, 0, Means::unknown };
}

Meaning value_of(const struct field *fields, const TemplateString &name)
{
    Meaning m = by_rules(value_rules, fields, name);
    for (const Global &g : global_table)
        if (m.means == Means::unknown && is_named(name, g.name))
            return { name.data(), fields, nullptr, g.off, Means::global };
    return m;
}

/* "may_vm_power": shown to whoever holds that permission; "may_vm_power_none": to all others. */
Meaning section_of(const struct field *fields, const TemplateString &name)
{
    Meaning m = by_rules(section_rules, fields, name);
    std::string word(name.data(), name.size());
    if (m.means != Means::unknown || word.compare(0, 4, "may_") != 0)
        return m;
    bool none = word.size() > 5 && word.compare(word.size() - 5, 5, "_none") == 0;
    int p = permission_find(word.substr(4, word.size() - 4 - (none ? 5 : 0)).c_str());
    if (p <= PERM_SIGNED_IN)
        return m;
    return { name.data(), fields, nullptr, static_cast<size_t>(p),
             none ? Means::may_none : Means::may };
}

using Lookup = Meaning (*)(const struct field *, const TemplateString &);
constexpr size_t memory_size = 4096; /* a power of two, several times the names of all pages */
Meaning memory[memory_size];

const Meaning &recall(Lookup look, const struct field *fields, const TemplateString &name)
{
    auto mixed = reinterpret_cast<uintptr_t>(name.data()) * 0x9e3779b97f4a7c15u ^
                 reinterpret_cast<uintptr_t>(fields) >> 4;
    Meaning &m = memory[(mixed ^ mixed >> 32) % memory_size];
    if (m.name != name.data() || m.fields != fields)
        m = look(fields, name);
    return m;
}

template <typename Type> Type member(const struct field *f, const char *base)
{
    Type value;
    memcpy(&value, base + f->off, sizeof(value));
    return value;
}

TemplateString text_of(const char *s)
{
    return s ? TemplateString(s, strlen(s)) : TemplateString("", 0);
}

/* HEAD and FOOT, which are the face's and shown over the frame; else NULL. */
const char *frame_file(const TemplateString &name)
{
    return is_named(name, "HEAD")   ? frame_head.c_str()
           : is_named(name, "FOOT") ? frame_foot.c_str()
                                    : nullptr;
}

std::string part_file(const TemplateString &name)
{
    std::string file = "part/";
    for (const char *c = name.begin(); c != name.end(); c++)
        file += *c >= 'A' && *c <= 'Z' ? static_cast<char>(*c - 'A' + 'a') : *c;
    return file + ".html";
}

/* One rendering: what its scopes share. */
struct Render {
    struct arena *arena;
    const struct view_globals *globals;
    const char *frame;
    char number[FIGURE]; /* the value in hand: ctemplate emits it before it asks again */
};

/* ctemplate deletes iterators; these live in the arena, so that is for nothing. */
class ArenaIterator : public Iterator
{
  public:
    static void *operator new(size_t size, struct arena *a)
    {
        return arena_alloc(a, size);
    }
    static void operator delete(void *, struct arena *)
    {
    }
    static void operator delete(void *)
    {
    }
};

class NoChild : public ArenaIterator
{
  public:
    bool HasNext() const override
    {
        return false;
    }
    const Dictionary &Next() override
    {
        std::terminate();
    }
};

/* A struct in hand. */
class Scope : public Dictionary
{
  public:
    Scope(Render *r, const struct field *fields, const void *base)
        : render(r), table(fields), at(static_cast<const char *>(base))
    {
    }
    void move_to(const char *base)
    {
        at = base;
    }

  protected:
    TemplateString GetValue(const TemplateString &name) const override;
    bool IsHiddenSection(const TemplateString &name) const override;
    bool IsUnhiddenSection(const TemplateString &name) const override
    {
        return !IsHiddenSection(name);
    }
    Iterator *CreateSectionIterator(const TemplateString &name) const override;
    bool IsHiddenTemplate(const TemplateString &name) const override
    {
        return !render->frame && frame_file(name);
    }
    Iterator *CreateTemplateIterator(const TemplateString &name) const override;
    const char *GetIncludeTemplateName(const TemplateString &name, int) const override;
    void DumpToString(std::string *out, int) const override
    {
        out->append("a struct\n");
    }

  private:
    TemplateString plain(const struct field *f) const;
    TemplateString word(const struct field *f, const char *word::*part) const;
    TemplateString people(const struct field *f) const;
    bool empty(const struct field *f) const;

    Render *render;
    const struct field *table;
    const char *at;
};

/* Rows of a list; a group is a list of one. */
class Rows : public ArenaIterator
{
  public:
    Rows(Render *r, const struct field *fields, const void *first, int64_t count, size_t size)
        : row(r, fields, nullptr), next(static_cast<const char *>(first)), left(count), step(size)
    {
    }
    bool HasNext() const override
    {
        return left > 0;
    }
    const Dictionary &Next() override
    {
        row.move_to(next);
        next += step;
        left--;
        return row;
    }

  private:
    Scope row;
    const char *next;
    int64_t left;
    size_t step;
};

TemplateString Scope::word(const struct field *f, const char *word::*part) const
{
    auto i = member<unsigned>(f, at);
    return i < f->word_count ? text_of(f->words[i].*part) : text_of(nullptr);
}

/* A state is said in the reader's language. */
TemplateString Scope::people(const struct field *f) const
{
    auto i = member<unsigned>(f, at);
    return text_of(i < f->word_count ? tr(f->words[i].people) : nullptr);
}

TemplateString Scope::plain(const struct field *f) const
{
    char *buf = render->number;
    if (f->type == FIELD_TEXT)
        return text_of(member<const char *>(f, at));
    if (f->type == FIELD_STATE)
        return word(f, &::word::code);
    auto n = member<int64_t>(f, at);
    if (f->type == FIELD_TIME)
        return text_of(n ? clock_words(render->arena, n) : nullptr);
    if (f->type == FIELD_BYTES)
        return TemplateString(buf, static_cast<size_t>(figure_bytes(buf, n)));
    if (f->type == FIELD_MONEY)
        return TemplateString(buf, static_cast<size_t>(figure_money(buf, n)));
    return TemplateString(buf, static_cast<size_t>(std::to_chars(buf, buf + FIGURE, n).ptr - buf));
}

TemplateString Scope::GetValue(const TemplateString &name) const
{
    const Meaning &m = recall(value_of, table, name);
    switch (m.means) {
    case Means::plain: return plain(m.field);
    case Means::iso: {
        auto n = member<int64_t>(m.field, at);
        return text_of(n ? clock_iso(render->arena, n) : nullptr);
    }
    case Means::figure: {
        int len = figure_number(render->number, member<int64_t>(m.field, at));
        return TemplateString(render->number, static_cast<size_t>(len));
    }
    case Means::words: return people(m.field);
    case Means::icon: return word(m.field, &::word::icon);
    case Means::global: {
        const char *s = nullptr;
        memcpy(&s, reinterpret_cast<const char *>(render->globals) + m.global_off, sizeof(s));
        return text_of(s);
    }
    default: return text_of(nullptr);
    }
}

bool Scope::empty(const struct field *f) const
{
    if (f->type == FIELD_BOOL)
        return !member<bool>(f, at);
    if (f->type == FIELD_LIST)
        return member<struct list>(f, at).count <= 0;
    if (f->type == FIELD_TEXT) {
        auto s = member<const char *>(f, at);
        return !s || !*s;
    }
    return !member<int64_t>(f, at);
}

bool Scope::IsHiddenSection(const TemplateString &name) const
{
    const Meaning &m = recall(section_of, table, name);
    switch (m.means) {
    case Means::scope: return false;
    case Means::rows:
    case Means::some: return empty(m.field);
    case Means::none: return !empty(m.field);
    case Means::may: return !(render->globals->may >> m.global_off & 1);
    case Means::may_none: return render->globals->may >> m.global_off & 1;
    default: return true;
    }
}

Iterator *Scope::CreateSectionIterator(const TemplateString &name) const
{
    const Meaning &m = recall(section_of, table, name);
    if (m.means == Means::scope)
        return new (render->arena) Rows(render, m.field->sub, at + m.field->off, 1, 0);
    if (m.means != Means::rows)
        return new (render->arena) NoChild;
    auto list = member<struct list>(m.field, at);
    return new (render->arena) Rows(render, m.field->sub, list.rows, list.count, m.field->size);
}

Iterator *Scope::CreateTemplateIterator(const TemplateString &name) const
{
    if (!frame_file(name))
        return new (render->arena) NoChild;
    return new (render->arena) Rows(render, frame_table, render->frame, 1, 0);
}

const char *Scope::GetIncludeTemplateName(const TemplateString &name, int) const
{
    const char *file = frame_file(name);
    return file ? file : arena_strdup(render->arena, part_file(name).c_str());
}

/* Answers as if everything were shown once, and keeps the names that no table has. */
class CheckScope : public Dictionary
{
  public:
    CheckScope(std::set<std::string> *names, const struct field *fields, std::string where,
               int deep)
        : wrong(names), table(fields), path(std::move(where)), depth(deep)
    {
    }

  protected:
    TemplateString GetValue(const TemplateString &name) const override
    {
        if (value_of(table, name).means == Means::unknown)
            tell(name, "");
        return text_of(nullptr);
    }
    bool IsHiddenSection(const TemplateString &name) const override
    {
        if (section_of(table, name).means != Means::unknown)
            return false;
        tell(name, " (section)");
        return true;
    }
    bool IsUnhiddenSection(const TemplateString &name) const override
    {
        return !IsHiddenSection(name);
    }
    Iterator *CreateSectionIterator(const TemplateString &name) const override;
    bool IsHiddenTemplate(const TemplateString &name) const override
    {
        const char *file = frame_file(name);
        if (depth < include_depth && loaded.count(file ? file : part_file(name)))
            return false;
        tell(name, " (include)");
        return true;
    }
    Iterator *CreateTemplateIterator(const TemplateString &name) const override;
    const char *GetIncludeTemplateName(const TemplateString &name, int) const override
    {
        const char *file = frame_file(name);
        return file ? file : loaded.find(part_file(name))->c_str();
    }
    void DumpToString(std::string *out, int) const override
    {
        out->append("a check\n");
    }

  private:
    void tell(const TemplateString &name, const char *what) const
    {
        wrong->insert(path + std::string(name.data(), name.size()) + what);
    }

    std::set<std::string> *wrong;
    const struct field *table;
    std::string path;
    int depth;
};

class CheckOnce : public Iterator
{
  public:
    CheckOnce(std::set<std::string> *wrong, const struct field *fields, std::string where, int deep)
        : child(wrong, fields, std::move(where), deep)
    {
    }
    bool HasNext() const override
    {
        return !done;
    }
    const Dictionary &Next() override
    {
        done = true;
        return child;
    }

  private:
    CheckScope child;
    bool done = false;
};

Iterator *CheckScope::CreateSectionIterator(const TemplateString &name) const
{
    Meaning m = section_of(table, name);
    bool inner = m.means == Means::scope || m.means == Means::rows;
    return new CheckOnce(wrong, inner ? m.field->sub : table,
                         inner ? path + m.field->name + "." : path, depth);
}

Iterator *CheckScope::CreateTemplateIterator(const TemplateString &name) const
{
    bool framed = frame_file(name);
    return new CheckOnce(wrong, framed ? frame_table : table, framed ? "frame: " : path, depth + 1);
}

class TextEmitter : public ctemplate::ExpandEmitter
{
  public:
    explicit TextEmitter(struct text *t) : out(t)
    {
    }
    void Emit(char c) override
    {
        text_addn(out, &c, 1);
    }
    void Emit(const std::string &s) override
    {
        text_addn(out, s.data(), s.size());
    }
    void Emit(const char *s) override
    {
        text_addn(out, s, strlen(s));
    }
    void Emit(const char *s, size_t len) override
    {
        text_addn(out, s, len);
    }

  private:
    struct text *out;
};

enum fault_code load_file(struct fault *f, const std::filesystem::path &file, const char *dir)
{
    std::string name = file.lexically_relative(dir).generic_string();
    std::ifstream in(file);
    std::string first;
    std::getline(in, first);
    if (is_text(name) == (first == pragma))
        return fail(f, FAULT_BUG,
                    is_text(name) ? "text %s begins with %s" : "template %s does not begin with %s",
                    name.c_str(), pragma);
    if (!templates->LoadTemplate(name, strip_of(name)))
        return fail(f, FAULT_BUG, "template %s does not parse", name.c_str());
    loaded.insert(name);
    return FAULT_OK;
}

enum fault_code load_all(struct fault *f, const char *dir)
{
    for (const auto &entry : std::filesystem::recursive_directory_iterator(dir)) {
        auto ending = entry.path().extension();
        if (!entry.is_regular_file() || (ending != ".html" && ending != ".txt"))
            continue;
        enum fault_code rc = load_file(f, entry.path(), dir);
        if (rc != FAULT_OK)
            return rc;
    }
    templates->Freeze();
    return FAULT_OK;
}

Cache load_language(const std::string &code)
{
    auto cache = std::make_unique<ctemplate::TemplateCache>();
    cache->SetTemplateRootDirectory(languages_dir + "/" + code + "/" + languages_below);
    for (const std::string &name : loaded)
        if (!cache->LoadTemplate(name, strip_of(name))) {
            log_error("the template %s is not there in %s: pages are English", name.c_str(),
                      code.c_str());
            return nullptr;
        }
    cache->Freeze();
    return cache;
}

/* Those of the reader's language. */
ctemplate::TemplateCache *cache_in_use()
{
    std::string code = words_in_use();
    if (code == "en" || languages_dir.empty())
        return templates.get();
    for (const auto &language : languages)
        if (language.first == code)
            return (language.second ? language.second : templates).get();
    languages.emplace_back(code, load_language(code));
    return (languages.back().second ? languages.back().second : templates).get();
}

enum fault_code check_page(struct fault *f, const char *page, const struct field *fields)
{
    if (!loaded.count(page))
        return fail(f, FAULT_BUG, "there is no template %s", page);
    std::set<std::string> wrong;
    std::string out;
    ctemplate::StringEmitter emitter(&out);
    CheckScope scope(&wrong, fields, "", 0);
    bool whole = templates->ExpandNoLoad(page, strip_of(page), &scope, nullptr, &emitter);
    std::string names;
    for (const std::string &name : wrong)
        names += (names.empty() ? "" : ", ") + name;
    if (!names.empty())
        return fail(f, FAULT_BUG, "template %s has names its view has not: %s", page,
                    names.c_str());
    return whole ? FAULT_OK : fail(f, FAULT_BUG, "template %s cannot be shown", page);
}

/* Nothing that was thrown may reach C. */
template <typename Work> enum fault_code guarded(struct fault *f, const char *what, Work work)
{
    try {
        return work();
    } catch (const std::exception &e) {
        return fail(f, FAULT_BUG, "%s: %s", what, e.what());
    } catch (...) {
        return fail(f, FAULT_BUG, "%s: unknown exception", what);
    }
}

} // namespace

extern "C" enum fault_code view_init(struct fault *f, const char *dir, const char *face,
                                     const struct field *frame_fields)
{
    return guarded(f, dir, [=] {
        frame_table = frame_fields;
        frame_head = std::string(face) + "/head.html";
        frame_foot = std::string(face) + "/foot.html";
        loaded.clear();
        languages.clear();
        languages_dir.clear();
        memset(memory, 0, sizeof(memory));
        templates = std::make_unique<ctemplate::TemplateCache>();
        templates->SetTemplateRootDirectory(dir);
        return load_all(f, dir);
    });
}

extern "C" void view_languages(const char *dir, const char *below)
{
    languages_dir = dir;
    languages_below = below;
}

extern "C" enum fault_code view_check(struct fault *f, const char *page, const struct field *fields)
{
    return guarded(f, page, [=] { return check_page(f, page, fields); });
}

extern "C" enum fault_code view_render(struct fault *f, const char *page,
                                       const struct field *fields, const void *data,
                                       const void *frame, const struct view_globals *globals,
                                       struct text *out)
{
    return guarded(f, page, [=] {
        Render render = { out->arena, globals, static_cast<const char *>(frame), {} };
        Scope scope(&render, fields, data);
        TextEmitter emitter(out);
        ctemplate::TemplateCache *cache = cache_in_use();
        bool whole = cache && cache->ExpandNoLoad(page, strip_of(page), &scope, nullptr, &emitter);
        if (!whole || out->cut)
            return fail(f, FAULT_BUG, "template %s cannot be shown", page);
        return FAULT_OK;
    });
}
