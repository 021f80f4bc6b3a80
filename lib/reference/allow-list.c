/* allow-list.c - lists of allowed destinations
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/allow-list.h"

#include <string.h>

static bool
matches_name(const char *pattern, const char *name)
{
    gsize length = strlen(name), tail = strlen(pattern);

    if (pattern[0] != '*')
        return g_ascii_strcasecmp(pattern, name) == 0;
    /* "*.example.com" is what is below example.com, at any depth, and not "badexample.com". */
    return tail > 2 && pattern[1] == '.' && length > tail - 1 &&
           g_ascii_strcasecmp(name + length - (tail - 1), pattern + 1) == 0;
}

/* Cuts ":PORT" or "[...]:PORT" off a word. False if the port is meant and is not `port`. */
static bool
take_port(char *word, uint16_t port)
{
    char *colon = strrchr(word, ':');
    guint64 wanted;
    bool in_brackets = word[0] == '[';

    if (in_brackets) {
        char *end = strchr(word, ']');
        if (!end)
            return false;
        colon = end[1] == ':' ? end + 1 : NULL;
        *end = '\0';
        memmove(word, word + 1, strlen(word));
    } else if (colon && strchr(word, ':') != colon) {
        return true; /* IPv6 without a port */
    }
    if (!colon)
        return true;
    if (!g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &wanted, NULL) || wanted != port)
        return false;
    if (!in_brackets)
        *colon = '\0';
    return true;
}

bool
iot_allow_matches(const char *allow, const char *name, const iot_addr *addr, uint16_t port)
{
    g_auto(GStrv) words = g_strsplit_set(allow, " \t,;", -1);
    iot_prefix prefix;

    for (guint i = 0; words[i]; i++) {
        if (!*words[i] || !take_port(words[i], port))
            continue;
        if (iot_prefix_parse(words[i], &prefix)) {
            if (addr && iot_prefix_contains(&prefix, addr))
                return true;
        } else if (name && matches_name(words[i], name)) {
            return true;
        }
    }
    return false;
}
