/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML, written by libxml2's writer alone, so no value becomes markup; a value
 * that XML cannot carry (a control character, broken UTF-8) is told at the end.
 * And read: one value of what libvirt answers.
 */
#pragma once
#include <libxml/xmlwriter.h>
#include "base/fault.h"

struct xml {
    xmlTextWriterPtr writer;
    xmlBufferPtr buffer;
    bool unfit;
};

void xml_begin(struct xml *);
void xml_drop(struct xml *);
/* The document, in the arena; FAULT_INVALID if a value was unfit. */
enum fault_code xml_end(struct xml *, struct fault *f, struct arena *a, char **out) MUST_CHECK;

void xml_open(struct xml *, const char *element);
void xml_close(struct xml *);
void xml_attr(struct xml *, const char *name, const char *value);
void xml_attr_i64(struct xml *, const char *name, int64_t value);
void xml_text(struct xml *, const char *value);
void xml_i64(struct xml *, int64_t value);
/* <element>value</element> */
void xml_leaf(struct xml *, const char *element, const char *value);
/* <element name="value" …/>; the attributes as pairs, ended by NULL. */
#define xml_empty(x, element, ...) xml_empty_of(x, element, (const char *[]){ __VA_ARGS__, NULL })
void xml_empty_of(struct xml *, const char *element, const char *const *attributes);

/* The text that an XPath names, or NULL: no such node, or no XML. */
char *xml_find(struct arena *a, const char *xml, const char *path);
