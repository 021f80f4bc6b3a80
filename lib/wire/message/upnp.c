/* upnp.c - descriptions of UPnP devices in HTTP responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A name needs no whole description: what stands between its tags is looked for in the bytes as
 * they come. A response that is compressed has none, and one in chunks may have a chunk's length in
 * it.
 */
#include "wire/message/upnp.h"

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
typedef enum stage { HEADERS, TAG, NAME } stage;

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

static void
claim(packet *p, const uint8_t *from, const uint8_t *end)
{
    const char *text = wire_text_utf8(p->facts, cursor_of(from, (size_t)(end - from)));
    g_autofree char *plain = text ? iot_upnp_name_plain(text) : NULL;
    size_t size = plain ? strlen(plain) + 1 : 0;
    char *name = plain ? iot_facts_text(p->facts, size) : NULL;

    if (!name)
        return;
    memcpy(name, plain, size);
    iot_facts_keep(p->facts, size);
    iot_facts_add_claim(p->facts, IOT_NAME_SSDP, NULL, &p->obs->src, name);
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

void
upnp_read(packet *p, reassembly *t, cursor at)
{
    stage now = (stage)t->stage;
    size_t seen = t->seen;
    bool may_come = now == NAME || find_name(at, &now, &seen);
    size_t name = t->stage == NAME ? t->mark : seen;
    const uint8_t *from = at.at + seen;
    const uint8_t *end = now == NAME ? memchr(from, '<', (size_t)(at.end - from)) : NULL;

    if (end)
        claim(p, at.at + name, end);
    if (end || !may_come || !reassembly_keep(t, at, UPNP_RESPONSE_MAX)) {
        reassembly_finish(t);
        return;
    }
    t->stage = (uint8_t)now;
    t->mark = (uint16_t)name;
    t->seen = (uint16_t)(now == NAME ? cursor_left(&at) : seen);
}
