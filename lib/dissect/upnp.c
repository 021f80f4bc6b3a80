/* upnp.c - descriptions of UPnP devices in HTTP responses
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A name needs no whole description: what stands between its tags is looked for in the bytes as
 * they come. A response that is compressed has none, and one in chunks may have a chunk's length in
 * it.
 */
#include "upnp.h"

#include "printed.h"
#include "upnp-name.h"

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

/* The body of a response with XML; NULL: it is another, or its headers do not end here. */
static const uint8_t *
body_of(cursor at, bool *ret_may_come)
{
    const uint8_t *end = find(at.at, at.end, "\r\n\r\n");
    bool xml = false;

    *ret_may_come = !end;
    for (const uint8_t *line = at.at; end && line < end && !xml;) {
        const uint8_t *feed = memchr(line, '\n', (size_t)(end - line));
        xml = is_xml(line, feed ? feed : end);
        line = feed ? feed + 1 : end;
    }
    return xml ? end : NULL;
}

static void
claim(packet *p, const uint8_t *from, const uint8_t *end)
{
    const char *text = printed_utf8(p->facts, cursor_of(from, (size_t)(end - from)));
    g_autofree char *plain = text ? iot_upnp_name_plain(text) : NULL;
    size_t size = plain ? strlen(plain) + 1 : 0;
    char *name = plain ? iot_facts_text(p->facts, size) : NULL;

    if (!name)
        return;
    memcpy(name, plain, size);
    iot_facts_keep(p->facts, size);
    iot_facts_add_claim(p->facts, IOT_NAME_SSDP, NULL, &p->obs->src, name);
}

void
upnp_read(packet *p, talk *t, cursor at)
{
    bool more;
    const uint8_t *body = body_of(at, &more);
    const uint8_t *tag = body ? find(body, at.end, IOT_UPNP_NAME_TAG) : NULL;
    const uint8_t *name = tag ? tag + strlen(IOT_UPNP_NAME_TAG) : NULL;
    const uint8_t *end = name ? memchr(name, '<', (size_t)(at.end - name)) : NULL;

    if (end)
        claim(p, name, end);
    if (end || (!body && !more) || !talk_keep(t, at, UPNP_RESPONSE_MAX))
        talk_finish(t);
}
