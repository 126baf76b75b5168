/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seed's documents, read by libyaml: what seed.c and seed_network.c need of it and no more.
 * A document stays loaded until it is dropped; the texts returned belong to it.
 */
#ifndef SEED_YAML_H
#define SEED_YAML_H

#include <stdbool.h>
#include <yaml.h>

/* Loads DIR/NAME; FIRST, if given, must be its first line. Says on stderr what is wrong. */
bool doc_load(yaml_document_t *doc, const char *dir, const char *name, const char *first);

/* The text of DIR/NAME, until another file is read; NULL where it is absent, or no program's. */
const char *script_load(const char *dir, const char *name, size_t *len);

/* The value of KEY in a mapping; NULL where node is no mapping or lacks it. The last one wins. */
yaml_node_t *doc_get(yaml_document_t *doc, yaml_node_t *node, const char *key);

/* The I-th element of a sequence; NULL past its end and where node is no sequence. */
yaml_node_t *doc_at(yaml_document_t *doc, yaml_node_t *node, int i);

/* A scalar's text; NULL for null, for no scalar, and for a text that holds a NUL byte. */
const char *doc_text(yaml_node_t *node);

/* The text of KEY in a mapping, as doc_text. */
const char *doc_text_of(yaml_document_t *doc, yaml_node_t *node, const char *key);

/* A yes or no in YAML's words; OTHERWISE where it is absent or is neither. */
bool doc_yes(yaml_node_t *node, bool otherwise);

/* A warning on stderr. It names a key, never a value: a value may be a secret or hostile. */
void warn(const char *file, const char *what);

#endif
