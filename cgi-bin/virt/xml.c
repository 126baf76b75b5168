/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libxml2's writer fails only where memory is out, which ends the process as in
 * the arena; the parser reads without DTD, entities or network.
 */
#include "virt/xml.h"
#include <limits.h>
#include <string.h>
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include "base/checks.h"

static const xmlChar *utf8(const char *s)
{
    return (const xmlChar *)s;
}

static void must(int written)
{
    if (written < 0)
        bug("libxml2's writer fails");
}

void xml_begin(struct xml *x)
{
    x->buffer = xmlBufferCreate();
    x->writer = x->buffer ? xmlNewTextWriterMemory(x->buffer, 0) : NULL;
    x->unfit = false;
    if (!x->writer)
        bug("no memory for libxml2's writer");
    must(xmlTextWriterSetIndent(x->writer, 1));
    must(xmlTextWriterSetIndentString(x->writer, utf8("  ")));
}

void xml_drop(struct xml *x)
{
    xmlFreeTextWriter(x->writer);
    xmlBufferFree(x->buffer);
}

enum fault_code xml_end(struct xml *x, struct fault *f, struct arena *a, char **out)
{
    must(xmlTextWriterEndDocument(x->writer));
    must(xmlTextWriterFlush(x->writer));
    if (x->unfit)
        return fail(f, FAULT_INVALID, T("a value holds characters that XML cannot carry"));
    *out = arena_strdup(a, (const char *)xmlBufferContent(x->buffer));
    return FAULT_OK;
}

static const xmlChar *fit(struct xml *x, const char *value)
{
    bool plain = utf8_valid(value, strlen(value));
    for (const char *p = value; *p; p++)
        plain = plain && (unsigned char)*p >= 0x20 && *p != 0x7f;
    x->unfit = x->unfit || !plain;
    return utf8(plain ? value : "");
}

void xml_open(struct xml *x, const char *element)
{
    must(xmlTextWriterStartElement(x->writer, utf8(element)));
}

void xml_close(struct xml *x)
{
    must(xmlTextWriterEndElement(x->writer));
}

void xml_attr(struct xml *x, const char *name, const char *value)
{
    must(xmlTextWriterWriteAttribute(x->writer, utf8(name), fit(x, value)));
}

void xml_attr_i64(struct xml *x, const char *name, int64_t value)
{
    must(xmlTextWriterWriteFormatAttribute(x->writer, utf8(name), "%lld", (long long)value));
}

void xml_text(struct xml *x, const char *value)
{
    must(xmlTextWriterWriteString(x->writer, fit(x, value)));
}

void xml_i64(struct xml *x, int64_t value)
{
    must(xmlTextWriterWriteFormatString(x->writer, "%lld", (long long)value));
}

void xml_leaf(struct xml *x, const char *element, const char *value)
{
    xml_open(x, element);
    xml_text(x, value);
    xml_close(x);
}

void xml_empty_of(struct xml *x, const char *element, const char *const *attributes)
{
    xml_open(x, element);
    for (; *attributes; attributes += 2)
        xml_attr(x, attributes[0], attributes[1]);
    xml_close(x);
}

static void drop_doc(xmlDocPtr *doc)
{
    xmlFreeDoc(*doc);
}

static void drop_context(xmlXPathContextPtr *context)
{
    xmlXPathFreeContext(*context);
}

static void drop_object(xmlXPathObjectPtr *object)
{
    xmlXPathFreeObject(*object);
}

char *xml_find(struct arena *a, const char *xml, const char *path)
{
    size_t len = strlen(xml);
    int quiet = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    if (len > INT_MAX)
        return NULL;
    OWNED(drop_doc) xmlDocPtr doc = xmlReadMemory(xml, (int)len, NULL, NULL, quiet);
    OWNED(drop_context) xmlXPathContextPtr context = doc ? xmlXPathNewContext(doc) : NULL;
    OWNED(drop_object)
    xmlXPathObjectPtr found = context ? xmlXPathEvalExpression(utf8(path), context) : NULL;
    if (!found || found->type != XPATH_NODESET || xmlXPathNodeSetIsEmpty(found->nodesetval))
        return NULL;
    xmlChar *text = xmlXPathCastNodeToString(found->nodesetval->nodeTab[0]);
    char *copy = text ? arena_strdup(a, (const char *)text) : NULL;
    xmlFree(text);
    return copy;
}
