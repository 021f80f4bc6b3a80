/* user-lists.c - what users write: lists of networks and addresses, a medium
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/user-lists.h"

typedef bool (*take_fn)(const char *word, GArray *list);

static bool
take_network(const char *word, GArray *list)
{
    iot_prefix prefix;
    bool good = iot_prefix_parse(word, &prefix);

    if (good)
        g_array_append_val(list, prefix);
    return good;
}

static bool
take_address(const char *word, GArray *list)
{
    iot_addr addr;
    bool good = iot_addr_parse(word, &addr);

    if (good)
        g_array_append_val(list, addr);
    return good;
}

static void
read_words(const char *text, GArray *list, take_fn take, const char *wanted, iot_list_bad_fn bad,
           void *user_data)
{
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", ",; \t", -1);

    for (guint i = 0; words[i]; i++)
        if (*words[i] && !take(words[i], list))
            bad(words[i], wanted, user_data);
}

void
iot_list_networks(const char *text, GArray *networks, iot_list_bad_fn bad, void *user_data)
{
    read_words(text, networks, take_network, "a network like 203.0.113.0/24", bad, user_data);
}

void
iot_list_addresses(const char *text, GArray *addresses, iot_list_bad_fn bad, void *user_data)
{
    read_words(text, addresses, take_address, "an address", bad, user_data);
}

bool
iot_medium_find(const char *keyword, iot_medium *ret_medium)
{
    for (int i = 0; i < IOT_MEDIA; i++) {
        if (g_ascii_strcasecmp(keyword, iot_medium_get(i)->keyword) != 0)
            continue;
        *ret_medium = i;
        return true;
    }
    return false;
}

char *
iot_media_words(void)
{
    GString *words = g_string_new(NULL);
    char factor[G_ASCII_DTOSTR_BUF_SIZE];

    for (int i = 0; i < IOT_MEDIA; i++) {
        const iot_medium_info *info = iot_medium_get(i);
        g_string_append_printf(words, "%s%s (%s)", i ? ", " : "", info->keyword,
                               g_ascii_formatd(factor, sizeof factor, "%g", info->velocity_factor));
    }
    return g_string_free(words, FALSE);
}
