/* write-hosts.c - names as hosts(5) and ethers(5) files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Both formats split at blanks and know no quoting, so whatever is no host name character
 * becomes a hyphen. Who uses a hosts file believes it before DNS, so that a device cannot have any
 * name it likes there: what is no host name, what is somebody's domain, and what programs look up
 * on their own is left out, and the last line says how many were; and so is what only a certificate
 * says, which anybody can show for any name. What the inventory calls a device is the user's
 * choice.
 */
#include "base/hash.h"
#include "base/text.h"
#include "reference/domain.h"
#include "write/write-internal.h"

#include <string.h>

/* A hosts file while it is written. */
typedef struct hosts {
    GString *out;
    GHashTable *written;  /* addresses, as text */
    GHashTable *left_out; /* names */
} hosts;

/* What is left where a name stands between blanks. One that reads as an address or MAC would pass
 * for one: it gets underscores instead of its separators. */
static char *
in_one_word(const char *name)
{
    GString *word = g_string_new(NULL);
    iot_addr addr;
    iot_mac mac;

    for (const char *p = name; *p; p = g_utf8_next_char(p))
        g_string_append_c(word, g_ascii_isalnum(*p) || strchr("._-", *p) ? *p : '-');
    if (iot_addr_parse(word->str, &addr) || iot_mac_parse(word->str, &mac))
        g_strdelimit(word->str, ".-", '_');
    return g_string_free(word, FALSE);
}

/* Free text as a host name: without hyphens at its ends. */
static char *
as_host_name(const char *text)
{
    char *word = in_one_word(text), *from = word + strspn(word, "-");
    gsize length = strlen(from);

    while (length > 0 && from[length - 1] == '-')
        length--;
    memmove(word, from, length);
    word[length] = '\0';
    return word;
}

/* False where a name must not stand in for the one that others mean by it. */
static bool
may_be_taken(const char *name, bool by_itself)
{
    g_autofree char *folded = iot_text_fold(name);

    return !iot_domain_is_reserved(folded) && !(by_itself && iot_domain_is_public(folded));
}

/* Takes ownership of `host`; `name` is what it was made of. */
static void
put_host(hosts *to, const GArray *addrs, const char *name, char *host, bool good)
{
    g_autofree char *written = host;
    char text[IOT_ADDR_TEXT];

    if (!good || !iot_domain_is_host_name(written)) {
        g_hash_table_add(to->left_out, g_strdup(name));
        return;
    }
    /* Wireshark reads the first name of an address, so one is enough: devices come first. */
    for (guint i = 0; i < addrs->len; i++)
        if (g_hash_table_add(to->written,
                             g_strdup(iot_addr_format(&g_array_index(addrs, iot_addr, i), text))))
            g_string_append_printf(to->out, "%s\t%s\n", text, written);
}

static bool
has_name(const iot_device *device)
{
    return iot_device_source(device) < IOT_NAME_ADDRESS;
}

/* A friendly name is free text, and so are the user's and ours; all others are to be host names. */
static void
put_device(hosts *to, const iot_device *device)
{
    iot_name_source source = iot_device_source(device);
    const char *name = iot_device_name(device);
    bool is_given =
        source == IOT_NAME_INVENTORY || source == IOT_NAME_VENDOR || source == IOT_NAME_IDENTITY;
    bool is_free = is_given || source == IOT_NAME_SSDP || source == IOT_NAME_LABEL;
    iot_addr addr;
    iot_mac mac;

    if (!has_name(device) || iot_device_addresses(device)->len == 0)
        return;
    put_host(to, iot_device_addresses(device), name, is_free ? as_host_name(name) : g_strdup(name),
             is_given || (may_be_taken(name, true) && !iot_addr_parse(name, &addr) &&
                          !iot_mac_parse(name, &mac)));
}

static void
put_remote(hosts *to, const iot_conversation_row *row)
{
    bool is_given = row->name_source == IOT_REMOTE_INVENTORY;

    bool is_claimed = row->name_source == IOT_REMOTE_CERTIFICATE;

    if (!row->peer && row->name_source != IOT_REMOTE_ADDRESS)
        put_host(to, row->addresses, row->name,
                 is_given ? as_host_name(row->name) : g_strdup(row->name),
                 is_given || (!is_claimed && may_be_taken(row->name, false)));
}

void
iot_write_comment_left_out(const iot_report *report, GString *out)
{
    if (report->dropped > 0)
        g_string_append_printf(
            out, "# Tables were full: %" G_GUINT64_FORMAT " facts and packets are missing below\n",
            report->dropped);
}

void
iot_write_hosts(const iot_report *report, GString *out)
{
    g_autoptr(GHashTable) written = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) left_out =
        g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    hosts to = {out, written, left_out};

    iot_write_comment_left_out(report, out);
    for (guint i = 0; i < report->devices->len; i++)
        put_device(&to, ((const iot_row *)g_ptr_array_index(report->devices, i))->device);
    for (guint i = 0; i < report->conversations->len; i++)
        put_remote(&to, g_ptr_array_index(report->conversations, i));
    guint n = g_hash_table_size(left_out);
    if (n > 0)
        g_string_append_printf(out,
                               "# %u name%s left out: no host name%s, not a device's to take, or "
                               "only a certificate's\n",
                               n, n == 1 ? " is" : "s are", n == 1 ? "" : "s");
}

void
iot_write_ethers(const iot_report *report, GString *out)
{
    char mac[IOT_MAC_TEXT];

    iot_write_comment_left_out(report, out);
    for (guint i = 0; i < report->devices->len; i++) {
        const iot_row *row = g_ptr_array_index(report->devices, i);
        if (!iot_mac_is_set(iot_device_mac(row->device)) || !has_name(row->device))
            continue;
        g_autofree char *name = in_one_word(iot_device_name(row->device));
        const GArray *macs = iot_device_macs(row->device);
        for (guint m = 0; m < macs->len; m++)
            g_string_append_printf(out, "%s\t%s\n",
                                   iot_mac_format(&g_array_index(macs, iot_mac, m), mac), name);
    }
}
