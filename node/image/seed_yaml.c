/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads one document of the seed and finds things in it. JSON is YAML, so one parser reads what
 * the panel writes and what other tools write. The document is a graph of nodes looked up by key:
 * an alias is an index, never a copy, so no document grows by being read.
 */
#include "seed_yaml.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SEED_MAX = 1 << 20 };

void warn(const char *file, const char *what)
{
    fprintf(stderr, "hatchery: seed: %s: %s\n", file, what);
}

static char loaded[SEED_MAX + 1]; /* the file in hand */

static bool read_file(const char *dir, const char *name, bool needed, size_t *len)
{
    char path[4096];
    int n = snprintf(path, sizeof(path), "%s/%s", dir, name);
    if (n < 0 || (size_t)n >= sizeof(path)) {
        warn(name, "the path is too long");
        return false;
    }
    FILE *in = fopen(path, "re");
    if (!in) {
        if (needed)
            warn(name, "absent");
        return false;
    }
    *len = fread(loaded, 1, SEED_MAX + 1, in);
    bool good = !ferror(in) && *len <= SEED_MAX;
    fclose(in);
    if (!good)
        warn(name, "cannot be read, or is over 1 MiB");
    return good;
}

static bool begins_with_line(size_t len, const char *line)
{
    size_t want = strlen(line);
    if (len < want || memcmp(loaded, line, want) != 0)
        return false;
    return len == want || strchr("\r\n \t", loaded[want]);
}

bool doc_load(yaml_document_t *doc, const char *dir, const char *name, const char *first)
{
    size_t len = 0;
    if (!read_file(dir, name, true, &len))
        return false;
    if (first && !begins_with_line(len, first)) {
        warn(name, "does not begin with #cloud-config, ignored");
        return false;
    }
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        warn(name, "out of memory");
        return false;
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)loaded, len);
    bool good = yaml_parser_load(&parser, doc) == 1;
    yaml_parser_delete(&parser);
    if (!good)
        warn(name, "is not valid YAML, ignored");
    return good;
}

const char *script_load(const char *dir, const char *name, size_t *len)
{
    if (!read_file(dir, name, false, len))
        return NULL;
    if (*len > 2 && memcmp(loaded, "#!", 2) == 0)
        return loaded;
    warn(name, "does not begin with #!, ignored");
    return NULL;
}

yaml_node_t *doc_get(yaml_document_t *doc, yaml_node_t *node, const char *key)
{
    if (!node || node->type != YAML_MAPPING_NODE)
        return NULL;
    yaml_node_t *found = NULL;
    const yaml_node_pair_t *end = node->data.mapping.pairs.top;
    for (const yaml_node_pair_t *p = node->data.mapping.pairs.start; p < end; p++) {
        const char *name = doc_text(yaml_document_get_node(doc, p->key));
        if (name && strcmp(name, key) == 0)
            found = yaml_document_get_node(doc, p->value);
    }
    return found;
}

yaml_node_t *doc_at(yaml_document_t *doc, yaml_node_t *node, int i)
{
    if (!node || node->type != YAML_SEQUENCE_NODE)
        return NULL;
    const yaml_node_item_t *item = node->data.sequence.items.start + i;
    return item < node->data.sequence.items.top ? yaml_document_get_node(doc, *item) : NULL;
}

const char *doc_text(yaml_node_t *node)
{
    if (!node || node->type != YAML_SCALAR_NODE)
        return NULL;
    const char *text = (const char *)node->data.scalar.value;
    if (strlen(text) != node->data.scalar.length)
        return NULL;
    bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && (!*text || strcmp(text, "~") == 0 || strcasecmp(text, "null") == 0))
        return NULL;
    return text;
}

const char *doc_text_of(yaml_document_t *doc, yaml_node_t *node, const char *key)
{
    return doc_text(doc_get(doc, node, key));
}

bool doc_yes(yaml_node_t *node, bool otherwise)
{
    static const char *const yes[] = { "true", "yes", "on", "1" };
    static const char *const no[] = { "false", "no", "off", "0" };
    const char *text = doc_text(node);
    for (size_t i = 0; text && i < sizeof(yes) / sizeof(yes[0]); i++) {
        if (strcasecmp(text, yes[i]) == 0)
            return true;
        if (strcasecmp(text, no[i]) == 0)
            return false;
    }
    return otherwise;
}
