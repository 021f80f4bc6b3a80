/* upnp.c - descriptions of UPnP devices in HTTP responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A name needs no whole description: what stands between its tags is looked for in the bytes as
 * they come. A response that is compressed has none, and one in chunks may have a chunk's length in
 * it.
 */
#include "wire/message/upnp.h"

#include "wire/message/upnp-identity.h"
#include "wire/message/upnp-name.h"
#include "wire/wire-text.h"

#include <string.h>

/* Text has no NUL: nothing is found behind one. */
static const uint8_t *
find(const uint8_t *from, const uint8_t *end, const char *text)
{
    return (const uint8_t *)g_strstr_len((const char *)from, end - from, text);
}

/* True if the line says that the body is XML. */
static bool
is_xml(const uint8_t *line, const uint8_t *end)
{
    static const char type[] = "content-type:";
    size_t n = strlen(type);

    return (size_t)(end - line) > n && g_ascii_strncasecmp((const char *)line, type, n) == 0 &&
           find(line, end, "xml");
}

/* What is looked for, in this order. */
typedef enum stage { HEADERS, TAG, NAME, REST } stage;

/* True if one of the headers says that the body is XML. */
static bool
has_xml(const uint8_t *line, const uint8_t *end)
{
    bool xml = false;

    while (line < end && !xml) {
        const uint8_t *feed = memchr(line, '\n', (size_t)(end - line));
        xml = is_xml(line, feed ? feed : end);
        line = feed ? feed + 1 : end;
    }
    return xml;
}

/* The place of `text`; NULL: it is not there. `seen` of the bytes cannot be its beginning, or
 * anything that is looked for behind it. */
static const uint8_t *
find_on(cursor at, const char *text, size_t *seen)
{
    const uint8_t *found = find(at.at + *seen, at.end, text);
    size_t left = cursor_left(&at), may_begin = strlen(text) - 1;

    *seen = found ? (size_t)(found - at.at) : MAX(*seen, left - MIN(left, may_begin));
    return found;
}

/* True if the description is of the device itself: a media server and a gateway are services on
 * one, and their names those of a library or a line. What type it is stands before the name, or
 * right behind it. */
static bool
is_device_itself(cursor at, const uint8_t *name)
{
    static const char tag[] = "<deviceType>";
    const uint8_t *type = find(at.at, name, tag);
    const uint8_t *lists = find(name, at.end, "<deviceList");

    type = type ? type : find(name, lists ? lists : at.end, tag);
    const uint8_t *end = type ? memchr(type + 1, '<', (size_t)(at.end - type - 1)) : NULL;
    return !end ||
           !iot_upnp_type_is_service(type + strlen(tag), (size_t)(end - type) - strlen(tag));
}

static void
claim(packet *p, cursor at, const uint8_t *from, const uint8_t *end)
{
    if (!is_device_itself(at, from))
        return;
    const char *text = wire_text_utf8(p->facts, cursor_of(from, (size_t)(end - from)));
    g_autofree char *plain = text ? iot_upnp_name_plain(text) : NULL;
    size_t size = plain ? strlen(plain) + 1 : 0;
    char *name = plain ? iot_facts_text(p->facts, size) : NULL;

    if (!name)
        return;
    memcpy(name, plain, size);
    iot_facts_keep(p->facts, size);
    iot_facts_add(
        p->facts,
        &(iot_fact){IOT_FACT_CLAIM, .claim = {IOT_NAME_SSDP, .addr = p->obs->src, .name = name}});
}

/* The place behind the tag before a name, once it is there. False: it cannot come. */
static bool
find_name(cursor at, stage *now, size_t *seen)
{
    const uint8_t *found;
    const uint8_t *unread = at.at + *seen;

    if (*now == HEADERS && (found = find_on(at, "\r\n\r\n", seen))) {
        if (!has_xml(at.at, found))
            return false;
        *now = TAG;
    }
    if (*now == TAG && find_on(at, IOT_UPNP_NAME_TAG, seen)) {
        *now = NAME;
        *seen += strlen(IOT_UPNP_NAME_TAG);
    }
    return *now == NAME || !memchr(unread, '\0', (size_t)(at.end - unread));
}

/* Where the name ends, which begins behind `name` bytes; NULL: not in these. */
static const uint8_t *
end_of_name(cursor at, stage now, size_t seen)
{
    const uint8_t *from = at.at + seen;

    return now == NAME ? memchr(from, '<', (size_t)(at.end - from)) : NULL;
}

/* Reads up to the end of the name. True: it was there, and `t->seen` is where it ended. */
static bool
read_name(packet *p, reassembly *t, cursor at)
{
    stage now = (stage)t->stage;
    size_t seen = t->seen;
    bool may_come = now == NAME || find_name(at, &now, &seen);
    size_t name = t->stage == NAME ? t->mark : seen;
    const uint8_t *end = end_of_name(at, now, seen);

    if (end) {
        claim(p, at, at.at + name, end);
        t->stage = REST;
        t->seen = (uint16_t)(end - at.at);
        return true;
    }
    if (!may_come || !reassembly_keep(t, at, UPNP_RESPONSE_MAX)) {
        reassembly_finish(t);
        return false;
    }
    t->stage = (uint8_t)now;
    t->mark = (uint16_t)name;
    t->seen = (uint16_t)(now == NAME ? cursor_left(&at) : seen);
    return false;
}

/* What is told beside the name stands around it. What cannot be kept any longer is gone once that
 * was tried: of so much, what is here is told. */
static void
read_rest(packet *p, reassembly *t, cursor at)
{
    size_t seen = t->seen;
    const uint8_t *end = upnp_identity_end(at, &seen);

    if (!end && cursor_left(&at) <= UPNP_RESPONSE_MAX) {
        if (reassembly_keep(t, at, UPNP_RESPONSE_MAX)) {
            t->stage = REST;
            t->seen = (uint16_t)seen;
        } else {
            reassembly_finish(t);
        }
        return;
    }
    upnp_identity_tell(p, (cursor){at.at, end ? end : at.end, false});
    reassembly_finish(t);
}

void
upnp_read(packet *p, reassembly *t, cursor at)
{
    if (t->stage == REST || read_name(p, t, at))
        read_rest(p, t, at);
}

void
upnp_read_body(packet *p, cursor c)
{
    static const char xml[] = "<?xml";
    stage now = TAG;
    size_t seen = 0;

    if (cursor_left(&c) < strlen(xml) || memcmp(c.at, xml, strlen(xml)) != 0)
        return;
    cursor_limit(&c, MIN(cursor_left(&c), UPNP_RESPONSE_MAX));
    find_name(c, &now, &seen);
    const uint8_t *end = end_of_name(c, now, seen);
    if (!end)
        return;
    claim(p, c, c.at + seen, end);
    const uint8_t *last = upnp_identity_end(c, &seen);
    upnp_identity_tell(p, (cursor){c.at, last ? last : c.end, false});
}
