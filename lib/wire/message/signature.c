/* signature.c - by what bytes a protocol is known
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/signature.h"

#include <glib.h>
#include <string.h>

#include "wire/cursor-text.h"

/* Bytes of a line that are looked at: SMTP's and IRC's may have 512 (RFC 5321 section 4.5.3.1.4).
 */
#define LINE_MAX_BYTES 512

bool
signature_begins(cursor c, const void *bytes, size_t n)
{
    return cursor_left(&c) >= n && memcmp(c.at, bytes, n) == 0;
}

bool
signature_holds(cursor c, const void *bytes, size_t n, size_t within)
{
    cursor_limit(&c, MIN(cursor_left(&c), within));
    return cursor_find_bytes(c, bytes, n);
}

static bool
is_text(const uint8_t *at, const uint8_t *end)
{
    while (at < end && (*at >= ' ' || *at == '\t') && *at != 0x7f)
        at++;
    return at == end;
}

bool
signature_take_line(cursor c, cursor *ret_line)
{
    size_t n = MIN(cursor_left(&c), LINE_MAX_BYTES);
    const uint8_t *feed = memchr(c.at, '\n', n);
    const uint8_t *end = feed ? feed : c.at + n;

    if (end > c.at && end[-1] == '\r')
        end--;
    *ret_line = (cursor){c.at, end, false};
    return end > c.at && is_text(c.at, end);
}

static bool
is_on(const signature *one, uint16_t port, uint16_t other_port)
{
    if (one->ports[0] == 0)
        return true;
    for (unsigned i = 0; i < SIGNATURE_PORTS && one->ports[i] != 0; i++)
        if (one->ports[i] == port || one->ports[i] == other_port)
            return true;
    return false;
}

static bool
line_fits(const signature *one, cursor line)
{
    size_t n = strlen(one->begins);

    return cursor_left(&line) >= n &&
           g_ascii_strncasecmp((const char *)line.at, one->begins, n) == 0 &&
           (!one->holds || signature_holds(line, one->holds, strlen(one->holds), LINE_MAX_BYTES));
}

const char *
signature_find(const signature *list, cursor c, size_t sent, uint16_t port, uint16_t other_port)
{
    cursor line;
    bool text = signature_take_line(c, &line);

    for (const signature *one = list; one->name; one++) {
        if (!is_on(one, port, other_port) || (one->begins && !(text && line_fits(one, line))))
            continue;
        if (!one->test || one->test(c, sent))
            return one->name;
    }
    return NULL;
}

static bool
has_name(const signature *list, const char *name)
{
    while (list->name && strcmp(list->name, name) != 0)
        list++;
    return list->name;
}

bool
signature_is_known(const char *name)
{
    return has_name(signatures_text, name) || has_name(signatures_stream, name) ||
           has_name(signatures_datagram, name);
}

bool
signature_is_kasa(cursor c)
{
    enum { FIRST_KEY = 171, ENOUGH = 8 };
    uint8_t key = FIRST_KEY;

    if (cursor_left(&c) < ENOUGH)
        return false;
    for (unsigned i = 0; i < ENOUGH; i++) {
        uint8_t hidden = cursor_u8(&c), plain = hidden ^ key;
        if (i == 0 ? plain != '{' : !g_ascii_isprint(plain))
            return false;
        key = hidden;
    }
    return true;
}
