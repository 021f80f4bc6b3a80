/* office.c - what cameras, printers and hosts of an office say of themselves in datagrams
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * WS-Discovery 1.1; ONVIF Core, section 7.3; IEEE 1284 section 7.6; MS-BRWS section 2.2. Elements
 * of XML are looked for by their names, whatever stands before a colon; of attributes and entities
 * nothing is read.
 */
#include "wire/message/office.h"

#include <string.h>

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/message/signature.h"
#include "wire/message/url-owner.h"

/* Bytes in which an element is looked for, and parts of one text. */
#define XML_MAX_BYTES 8192
#define PARTS_MAX     24

static bool
holds(cursor c, const char *text)
{
    return signature_holds(c, text, strlen(text), XML_MAX_BYTES);
}

/* What the first element of that name holds, where that is text alone; false: there is none. */
static bool
element_find(cursor c, const char *name, cursor *ret_text)
{
    size_t n = strlen(name);

    cursor_limit(&c, MIN(cursor_left(&c), XML_MAX_BYTES));
    for (const uint8_t *open; (open = cursor_find_byte(&c, '<'));) {
        c.at = open + 1;
        const uint8_t *close = cursor_find_byte(&c, '>');
        if (!close)
            return false;
        cursor tag = {c.at, close, false};
        const uint8_t *blank = cursor_find_byte(&tag, ' ');
        tag.end = blank ? blank : close;
        const uint8_t *colon = cursor_find_byte(&tag, ':');
        tag.at = colon ? colon + 1 : tag.at;
        c.at = close;
        if (cursor_left(&tag) != n || memcmp(tag.at, name, n) != 0)
            continue;
        const uint8_t *end = memchr(close, '<', (size_t)(c.end - close));
        if (!end)
            return false;
        *ret_text = (cursor){close + 1, end, false};
        return true;
    }
    return false;
}

/* What stands up to one of those bytes, which are passed. */
static cursor
next_part(cursor *c, const char *separators)
{
    while (cursor_left(c) > 0 && strchr(separators, *c->at))
        c->at++;
    cursor part = *c;
    while (cursor_left(c) > 0 && !strchr(separators, *c->at))
        c->at++;
    part.end = c->at;
    return part;
}

static void
tell_parts(packet *p, cursor text, const char *separators, iot_evidence evidence)
{
    for (unsigned i = 0; i < PARTS_MAX && cursor_left(&text) > 0; i++)
        evidence_tell_bytes(p, evidence, next_part(&text, separators));
}

#define ONVIF "onvif://www.onvif.org/"

/* Scopes say what a camera is, where it stands and what its owner calls it. Of names those of
 * makers are told, which cameras have as long as nobody names them, and no more of them than that.
 */
static void
tell_scope(packet *p, cursor scope)
{
    static const char *const kinds[] = {ONVIF "hardware/", ONVIF "type/", ONVIF "Profile/"};
    static const char *const makers[] = {ONVIF "name/AXIS", ONVIF "name/HIKVISION",
                                         ONVIF "name/Dahua", ONVIF "name/Amcrest",
                                         ONVIF "name/Reolink"};

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (cursor_begins_in_any_case(scope, kinds[i]))
            evidence_tell_bytes(p, IOT_EVIDENCE_WSD_SCOPE, scope);
    for (unsigned i = 0; i < G_N_ELEMENTS(makers); i++)
        if (cursor_begins_in_any_case(scope, makers[i]))
            evidence_tell_bytes(p, IOT_EVIDENCE_WSD_SCOPE, cursor_of(scope.at, strlen(makers[i])));
}

void
wsd_tell(packet *p, cursor c)
{
    cursor action, types, scopes, urls;

    if (!cursor_begins(c, "<") || !element_find(c, "Action", &action) ||
        (!holds(action, "/Hello") && !holds(action, "/ProbeMatches") &&
         !holds(action, "/ResolveMatches")) ||
        (element_find(c, "XAddrs", &urls) && urls_are_of_another(urls, &p->obs->src)))
        return;
    if (element_find(c, "Types", &types))
        tell_parts(p, types, " \t\r\n", IOT_EVIDENCE_WSD_TYPE);
    if (!element_find(c, "Scopes", &scopes))
        return;
    for (unsigned i = 0; i < PARTS_MAX && cursor_left(&scopes) > 0; i++)
        tell_scope(p, next_part(&scopes, " \t\r\n"));
}

void
sadp_tell(packet *p, cursor c)
{
    cursor model;

    if (!cursor_begins(c, "<") || !holds(c, "<ProbeMatch>") ||
        !element_find(c, "DeviceDescription", &model))
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "sadp");
    evidence_tell_bytes(p, IOT_EVIDENCE_SADP_MODEL, model);
}

/* Sixteen bytes, of which the command tells what follows: a length, and the id in parts. */
void
bjnp_tell(packet *p, cursor c)
{
    enum { ANSWER = 0x80, GET_ID = 0x30, REST = 10 };
    cursor head = c;

    cursor_skip(&c, 4);
    uint8_t type = cursor_u8(&c), command = cursor_u8(&c);
    cursor_skip(&c, REST);
    uint16_t length = cursor_u16(&c);
    if (c.failed || length < 2 || !cursor_begins(head, "BJNP") || !(type & ANSWER) ||
        command != GET_ID)
        return;
    evidence_tell(p, IOT_EVIDENCE_PROTOCOL, "bjnp");
    for (unsigned i = 0; i < PARTS_MAX && cursor_left(&c) > 0; i++) {
        cursor part = next_part(&c, ";");
        if (cursor_begins(part, "MFG:") || cursor_begins(part, "MDL:") ||
            cursor_begins(part, "CLS:"))
            evidence_tell_bytes(p, IOT_EVIDENCE_PRINTER_ID, part);
    }
}

/* Who distributes datagrams leaves their sender in them (RFC 1002 section 4.4.1). */
static bool
is_own(const packet *p, iot_addr sender)
{
    return iot_addr_equal(&sender, &p->obs->src);
}

/* A datagram's head, two names, SMB's transaction, whose data are where it says. */
void
browser_tell(packet *p, cursor c)
{
    enum { HEAD_BYTES = 14, SOURCE_AT = 4, OFFSET_AT = 57, COMMENT_AT = 32 };
    enum { HOST = 0x01, LOCAL_MASTER = 0x0f };
    static const char transaction[] = "\xffSMB\x25";

    if (cursor_left(&c) < HEAD_BYTES || (*c.at != 0x10 && *c.at != 0x11) ||
        !is_own(p, iot_addr_v4(c.at + SOURCE_AT)))
        return;
    cursor_skip(&c, HEAD_BYTES);
    for (unsigned names = 0; names < 2; names++) {
        uint8_t length = cursor_u8(&c);
        cursor_skip(&c, length);
        if (cursor_u8(&c) != 0) /* a scope */
            return;
    }
    cursor smb = c, data = c;
    cursor_skip(&smb, OFFSET_AT);
    uint8_t low = cursor_u8(&smb);
    uint16_t offset = (uint16_t)(low | cursor_u8(&smb) << 8);
    cursor_skip(&data, offset);
    uint8_t kind = cursor_u8(&data);
    cursor_skip(&data, COMMENT_AT - 1);
    if (!data.failed && signature_begins(c, transaction, strlen(transaction)) &&
        (kind == HOST || kind == LOCAL_MASTER))
        evidence_tell_bytes(p, IOT_EVIDENCE_BROWSER_COMMENT, data);
}
