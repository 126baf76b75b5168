/* SPDX-License-Identifier: Apache-2.0 */
/*
 * machine.c: libvirt's XML into a struct machine (see machine.h). The XML is the panel's and
 * libvirt's, but a value in it is believed only once it parsed: the first unfit one refuses all.
 * No DTD, no entity, no network while parsing.
 */
#include "machine.h"

#include "owned.h"
#include "say.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define OUR_NAMESPACE "https://hatchery.example/ns/1"

static void drop_doc(xmlDoc **doc)
{
    xmlFreeDoc(*doc);
}

static void drop_value(xmlChar **value)
{
    if (*value)
        xmlFree(*value);
}

static const char *text_of(const xmlChar *value)
{
    return value ? (const char *)value : "";
}

static bool is_element(const xmlNode *node, const char *namespace, const char *name)
{
    if (node->type != XML_ELEMENT_NODE || strcmp(text_of(node->name), name) != 0)
        return false;
    const char *href = node->ns ? text_of(node->ns->href) : "";
    return strcmp(href, namespace) == 0;
}

/* The first element of that name at `node` or among the siblings after it. */
static xmlNode *find(xmlNode *node, const char *namespace, const char *name)
{
    while (node && !is_element(node, namespace, name))
        node = node->next;
    return node;
}

static xmlNode *child(const xmlNode *parent, const char *name)
{
    return parent ? find(parent->children, "", name) : NULL;
}

static xmlChar *attribute(xmlNode *node, const char *name)
{
    return node ? xmlGetNoNsProp(node, (const xmlChar *)name) : NULL;
}

static xmlDoc *read_doc(const char *xml, size_t len)
{
    int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    if (len > INT_MAX)
        return NULL;
    xmlDoc *doc = xmlReadMemory(xml, (int)len, NULL, NULL, options);
    if (doc && doc->intSubset) {
        xmlFreeDoc(doc);
        return NULL;
    }
    return doc;
}

static struct nic *nic_by_tap(struct machine *m, const char *tap)
{
    for (size_t i = 0; i < m->nics; i++)
        if (strcmp(m->nic[i].tap, tap) == 0)
            return &m->nic[i];
    return NULL;
}

/* A machine of ours must have no interface that our table does not see. */
static int read_interface(xmlNode *node, const char *inst, const char *whose, struct machine *m)
{
    char quote[SHOWN_SIZE];
    OWNED(drop_value) xmlChar *tap = attribute(child(node, "target"), "dev");
    OWNED(drop_value) xmlChar *mac = attribute(child(node, "mac"), "address");
    uint32_t id = 0;
    if (tap_parse(text_of(tap), inst, &id) < 0 || id != m->id) {
        complain("%s: interface device '%s' is not one of machine %u (ht%s%u-N)", whose,
                 shown(text_of(tap), quote), m->id, inst, m->id);
        return -1;
    }
    if (nic_by_tap(m, text_of(tap)) || m->nics == MACHINE_NICS) {
        complain("%s: interface %s is there twice, or one of more than %d", whose, text_of(tap),
                 MACHINE_NICS);
        return -1;
    }
    struct nic *nic = &m->nic[m->nics];
    nic->listed = false;
    nic->count = 0;
    snprintf(nic->tap, sizeof(nic->tap), "%s", text_of(tap));
    if (mac_parse(text_of(mac), nic->mac) < 0) {
        complain("%s: interface %s: '%s' is no MAC address of a machine", whose, nic->tap,
                 shown(text_of(mac), quote));
        return -1;
    }
    m->nics++;
    return 0;
}

/* nft refuses overlapping ranges in one set, so only the widest of nested ones stays. */
static int nic_own(struct nic *nic, const struct address *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < nic->count; i++) {
        if (address_holds(&nic->address[i], a))
            return 0;
        if (!address_holds(a, &nic->address[i]))
            nic->address[kept++] = nic->address[i];
    }
    nic->count = kept;
    if (nic->count == NIC_ADDRESSES)
        return -1;
    nic->address[nic->count++] = *a;
    return 0;
}

static int read_addresses(xmlNode *node, const char *whose, struct nic *nic)
{
    char quote[SHOWN_SIZE];
    for (xmlNode *ip = find(node->children, OUR_NAMESPACE, "ip"); ip;
         ip = find(ip->next, OUR_NAMESPACE, "ip")) {
        OWNED(drop_value) xmlChar *value = attribute(ip, "addr");
        struct address a;
        if (address_parse(text_of(value), &a) < 0) {
            complain("%s: nic %s: '%s' is no address that a machine may own", whose, nic->tap,
                     shown(text_of(value), quote));
            return -1;
        }
        if (nic_own(nic, &a) < 0) {
            complain("%s: nic %s has more than %d addresses", whose, nic->tap, NIC_ADDRESSES);
            return -1;
        }
    }
    return 0;
}

/* A nic without an interface is one about to be attached: there is nothing to let out yet. */
static int read_nic(xmlNode *node, const char *inst, const char *whose, struct machine *m)
{
    char quote[SHOWN_SIZE];
    OWNED(drop_value) xmlChar *tap = attribute(node, "dev");
    uint32_t id = 0;
    if (tap_parse(text_of(tap), inst, &id) < 0 || id != m->id) {
        complain("%s: nic '%s' is not one of machine %u (ht%s%u-N)", whose,
                 shown(text_of(tap), quote), m->id, inst, m->id);
        return -1;
    }
    struct nic *nic = nic_by_tap(m, text_of(tap));
    if (!nic)
        return 0;
    if (nic->listed) {
        complain("%s: nic %s is there twice", whose, nic->tap);
        return -1;
    }
    nic->listed = true;
    return read_addresses(node, whose, nic);
}

static int read_machine(xmlNode *domain, xmlNode *vm, const char *inst, const char *whose,
                        struct machine *m)
{
    char quote[SHOWN_SIZE];
    OWNED(drop_value) xmlChar *id = attribute(vm, "id");
    if (number_parse(text_of(id), 99999999, &m->id) < 0) {
        complain("%s: '%s' is no machine's id", whose, shown(text_of(id), quote));
        return -1;
    }
    if (find(vm->next, OUR_NAMESPACE, "vm")) {
        complain("%s: our metadata is there twice", whose);
        return -1;
    }
    xmlNode *devices = child(domain, "devices");
    for (xmlNode *node = child(devices, "interface"); node;
         node = find(node->next, "", "interface"))
        if (read_interface(node, inst, whose, m) < 0)
            return -1;
    for (xmlNode *node = find(vm->children, OUR_NAMESPACE, "nic"); node;
         node = find(node->next, OUR_NAMESPACE, "nic"))
        if (read_nic(node, inst, whose, m) < 0)
            return -1;
    m->ours = true;
    return 0;
}

int machine_parse(const char *xml, size_t len, const char *inst, const char *whose,
                  struct machine *out)
{
    out->ours = false;
    out->id = 0;
    out->nics = 0;
    OWNED(drop_doc) xmlDoc *doc = read_doc(xml, len);
    xmlNode *domain = doc ? xmlDocGetRootElement(doc) : NULL;
    if (domain && is_element(domain, "", "domstatus"))
        domain = child(domain, "domain");
    if (!domain || !is_element(domain, "", "domain")) {
        complain("%s: this is no domain's XML", whose);
        return -1;
    }
    xmlNode *metadata = child(domain, "metadata");
    xmlNode *vm = metadata ? find(metadata->children, OUR_NAMESPACE, "vm") : NULL;
    OWNED(drop_value) xmlChar *owner = attribute(vm, "inst");
    if (!vm || strcmp(text_of(owner), inst) != 0)
        return 0;
    return read_machine(domain, vm, inst, whose, out);
}

int port_owner(const char *xml, size_t len, char owner[OWNER_SIZE])
{
    owner[0] = '\0';
    OWNED(drop_doc) xmlDoc *doc = read_doc(xml, len);
    xmlNode *port = doc ? xmlDocGetRootElement(doc) : NULL;
    if (port && is_element(port, "", "hookData"))
        port = child(port, "networkport");
    if (!port || !is_element(port, "", "networkport")) {
        complain("this is no network port's XML");
        return -1;
    }
    xmlNode *node = child(child(port, "owner"), "name");
    OWNED(drop_value) xmlChar *name = node ? xmlNodeGetContent(node) : NULL;
    const char *text = text_of(name);
    if (text[0] == '.' || strchr(text, '/') || strlen(text) >= OWNER_SIZE) {
        char quote[SHOWN_SIZE];
        complain("'%s' is no name of a domain", shown(text, quote));
        return -1;
    }
    snprintf(owner, OWNER_SIZE, "%s", text);
    return 0;
}
