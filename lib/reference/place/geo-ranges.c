/* geo-ranges.c - what a list of address ranges says of an address
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/place/geo-ranges.h"

#include <string.h>

/* As text: 45 characters and the NUL. */
#define ADDRESS_MAX_BYTES 46

struct iot_ranges {
    GBytes *text;
    const char *start;
    gsize len;
    uint8_t family; /* 4 or 6, of its first line */
};

typedef struct line {
    iot_addr first, last;
    const char *rest, *end; /* "number,name", without the end of the line */
    gsize start, next;      /* where it starts, and where the next one does */
} line;

/* Takes "ADDRESS," off the front. */
static bool
take_address(const char **at, const char *end, iot_addr *ret_addr)
{
    char text[ADDRESS_MAX_BYTES];
    const char *comma = memchr(*at, ',', (gsize)(end - *at));

    if (!comma || comma - *at >= (gssize)sizeof text)
        return false;
    memcpy(text, *at, (gsize)(comma - *at));
    text[comma - *at] = '\0';
    *at = comma + 1;
    return iot_addr_parse(text, ret_addr);
}

/* The line that `at` stands in, of those that start at `from` or later. */
static bool
line_at(const iot_ranges *ranges, gsize from, gsize at, line *ret_line)
{
    gsize start = at, most = MIN(ranges->len - at, IOT_RANGES_LINE_MAX_BYTES);
    const char *end = memchr(ranges->start + at, '\n', most);
    line found;

    while (start > from && ranges->start[start - 1] != '\n')
        if (at - --start > IOT_RANGES_LINE_MAX_BYTES)
            return false;
    if (!end && most < ranges->len - at)
        return false;
    if (!end)
        end = ranges->start + ranges->len;
    if (end - (ranges->start + start) >= IOT_RANGES_LINE_MAX_BYTES)
        return false;
    found.start = start;
    found.next = MIN((gsize)(end - ranges->start) + 1, ranges->len);
    found.rest = ranges->start + start;
    found.end = end > found.rest && end[-1] == '\r' ? end - 1 : end;
    if (!take_address(&found.rest, found.end, &found.first) ||
        !take_address(&found.rest, found.end, &found.last) ||
        found.first.family != found.last.family)
        return false;
    *ret_line = found;
    return true;
}

/* Takes "NUMBER," off the front. */
static bool
take_number(const char **at, const char *end, uint32_t *ret_number)
{
    uint64_t number = 0;
    const char *c = *at;

    for (; c < end && g_ascii_isdigit(*c); c++)
        if ((number = number * 10 + (uint64_t)(*c - '0')) > UINT32_MAX)
            return false;
    if (c == *at || c == end || *c != ',')
        return false;
    *at = c + 1;
    *ret_number = (uint32_t)number;
    return true;
}

/* A last field: in quotation marks, which are double inside, or as it is. */
static char *
read_name(const char *at, const char *end)
{
    GString *name = g_string_new(NULL);
    bool quoted = at < end && *at == '"';

    for (at += quoted; at < end; at++) {
        if (quoted && *at == '"' && (++at == end || *at != '"'))
            break;
        g_string_append_c(name, *at);
    }
    return g_string_free(name, FALSE);
}

iot_ranges *
iot_ranges_new(GBytes *text)
{
    iot_ranges *ranges = g_new0(iot_ranges, 1);
    uint32_t number;
    line first;

    ranges->text = g_bytes_ref(text);
    ranges->start = g_bytes_get_data(text, &ranges->len);
    if (ranges->len == 0 || !line_at(ranges, 0, 0, &first) ||
        !take_number(&first.rest, first.end, &number)) {
        iot_ranges_free(ranges);
        return NULL;
    }
    ranges->family = first.first.family;
    return ranges;
}

iot_ranges *
iot_ranges_open(const char *file, GError **error)
{
    g_autoptr(GMappedFile) mapped = g_mapped_file_new(file, FALSE, error);

    if (!mapped)
        return NULL;
    g_autoptr(GBytes) text = g_mapped_file_get_bytes(mapped);
    iot_ranges *ranges = iot_ranges_new(text);

    if (!ranges)
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a list of address ranges");
    return ranges;
}

void
iot_ranges_free(iot_ranges *ranges)
{
    if (!ranges)
        return;
    g_bytes_unref(ranges->text);
    g_free(ranges);
}

static int
compare(const iot_addr *a, const iot_addr *b)
{
    return memcmp(a->bytes, b->bytes, a->family == 4 ? 4 : 16);
}

iot_ranges_answer
iot_ranges_lookup(const iot_ranges *ranges, const iot_addr *addr, uint32_t *ret_asn,
                  char **ret_name)
{
    gsize low = 0, high = ranges->len; /* both start lines */

    while (addr->family == ranges->family && low < high) {
        line at;
        uint32_t asn;
        if (!line_at(ranges, low, low + (high - low) / 2, &at) || at.first.family != addr->family)
            return IOT_RANGES_DAMAGED;
        if (compare(addr, &at.first) < 0) {
            high = at.start;
        } else if (compare(addr, &at.last) > 0) {
            low = at.next;
        } else {
            if (!take_number(&at.rest, at.end, &asn))
                return IOT_RANGES_DAMAGED;
            *ret_asn = asn;
            *ret_name = read_name(at.rest, at.end);
            return IOT_RANGES_FOUND;
        }
    }
    return IOT_RANGES_NONE;
}
