/* policy-name.c - names that rules, documents and files can hold
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "policy-internal.h"
#include "text.h"

#include <assert.h>
#include <string.h>

#define DNS_NAME_MAX  253 /* RFC 1035's 255 less the length bytes of first label and root */
#define DNS_LABEL_MAX 63
/* With "-aabbccddeeff" behind it a slug has IOT_SLUG_MAX bytes. */
static_assert(IOT_TEXT_SLUG_MAX + 13 == IOT_SLUG_MAX, "a MAC fits behind a slug");

static bool
is_label(const char *label)
{
    size_t length = strlen(label);

    if (length == 0 || length > DNS_LABEL_MAX)
        return false;
    for (const char *p = label; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_')
            return false;
    return label[0] != '-' && g_ascii_isalnum(label[length - 1]);
}

bool
iot_policy_is_dns_name(const char *name)
{
    if (!name || strlen(name) > DNS_NAME_MAX)
        return false;
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    guint count = g_strv_length(labels);
    for (guint i = 0; i < count; i++)
        if (!is_label(labels[i]))
            return false;
    /* No top-level domain begins with a digit (RFC 3696 section 2); an address does end so. */
    return count >= 2 && !g_ascii_isdigit(labels[count - 1][0]);
}

/* Boxes do call themselves the same. The MAC tells them apart, the number where there is none; a
 * box that calls itself like another with its MAC behind it gets no further than its own. */
char *
iot_policy_slug(const iot_device *device, GHashTable *taken)
{
    const iot_mac *mac = iot_device_mac(device);
    g_autofree char *name = iot_text_slug(iot_device_name(device));
    GString *slug = g_string_new(name);

    gsize length = slug->len;
    if (g_hash_table_contains(taken, slug->str) && iot_mac_is_set(mac)) {
        g_string_append_c(slug, '-');
        for (unsigned i = 0; i < sizeof mac->bytes; i++)
            g_string_append_printf(slug, "%02x", mac->bytes[i]);
    }
    for (unsigned n = 2; g_hash_table_contains(taken, slug->str); n++) {
        g_string_truncate(slug, length);
        g_string_append_printf(slug, "-%u", n);
    }
    g_hash_table_add(taken, slug->str);
    return g_string_free(slug, FALSE);
}
