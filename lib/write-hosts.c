/* write-hosts.c - names as hosts(5) and ethers(5) files
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Both formats split at blanks and know no quoting, so whatever is no host name character
 * becomes a hyphen. A name that reads as an address or MAC would pass for one: it gets underscores
 * instead of its separators.
 */
#include "hash.h"
#include "writer.h"

#include <string.h>

static void
put_host_name(GString *out, const char *name)
{
    gsize start = out->len;
    iot_addr addr;
    iot_mac mac;

    for (const char *p = name; *p; p = g_utf8_next_char(p))
        g_string_append_c(out, g_ascii_isalnum(*p) || strchr("._-", *p) ? *p : '-');
    if (iot_addr_parse(out->str + start, &addr) || iot_mac_parse(out->str + start, &mac))
        g_strdelimit(out->str + start, ".-", '_');
    g_string_append_c(out, '\n');
}

static void
put_host(GString *out, GHashTable *written, const iot_addr *addr, const char *name)
{
    char text[IOT_ADDR_TEXT];

    /* Wireshark reads the first name of an address, so one is enough: devices come first. */
    if (!g_hash_table_add(written, g_strdup(iot_addr_format(addr, text))))
        return;
    g_string_append_printf(out, "%s\t", text);
    put_host_name(out, name);
}

static bool
names_itself(const iot_device *device)
{
    return iot_device_source(device) < IOT_NAME_ADDRESS;
}

void
iot_write_hosts(const iot_report *report, GString *out)
{
    g_autoptr(GHashTable) written = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);

    for (guint i = 0; i < report->devices->len; i++) {
        const iot_row *row = g_ptr_array_index(report->devices, i);
        const GArray *addrs = iot_device_addresses(row->device);
        for (guint a = 0; names_itself(row->device) && a < addrs->len; a++)
            put_host(out, written, &g_array_index(addrs, iot_addr, a),
                     iot_device_name(row->device));
    }
    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        if (row->peer || row->name_source == IOT_REMOTE_ADDRESS)
            continue;
        for (guint a = 0; a < row->addresses->len; a++)
            put_host(out, written, &g_array_index(row->addresses, iot_addr, a), row->name);
    }
}

void
iot_write_ethers(const iot_report *report, GString *out)
{
    char mac[IOT_MAC_TEXT];

    for (guint i = 0; i < report->devices->len; i++) {
        const iot_row *row = g_ptr_array_index(report->devices, i);
        if (!iot_mac_is_set(iot_device_mac(row->device)) || !names_itself(row->device))
            continue;
        g_string_append_printf(out, "%s\t", iot_mac_format(iot_device_mac(row->device), mac));
        put_host_name(out, iot_device_name(row->device));
    }
}
