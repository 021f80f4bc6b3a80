/* inventory-read.c - files of devices: telling formats apart, keeping lines, naming mistakes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/inventory/inventory-internal.h"

#include "base/file-text.h"
#include "base/text.h"

#include <string.h>

/* Three times the lease file of a network that fills the table. Above all a bound for what never
 * ends, such as /dev/zero. */
/* Longest quotation in a problem: it has to fit a line of a terminal with the reason. */
#define QUOTE_MAX_BYTES 40

bool
iot_inventory_cursor_line(iot_inventory_cursor *cursor, const char **ret_line, gsize *ret_length)
{
    if (cursor->at == cursor->end)
        return false;

    gsize left = (gsize)(cursor->end - cursor->at);
    const char *newline = memchr(cursor->at, '\n', left);
    *ret_line = cursor->at;
    *ret_length = newline ? (gsize)(newline - cursor->at) : left;
    cursor->at = newline ? newline + 1 : cursor->end;
    cursor->line++;
    if (*ret_length > 0 && (*ret_line)[*ret_length - 1] == '\r')
        (*ret_length)--;
    return true;
}

static char *
quote(const char *text, gssize length)
{
    gsize bytes = length < 0 ? strlen(text) : (gsize)length;
    gsize shown = MIN(bytes, QUOTE_MAX_BYTES);

    /* Cut before a character, not inside it. */
    while (shown < bytes && shown > QUOTE_MAX_BYTES - 4 && ((guint8)text[shown] & 0xc0) == 0x80)
        shown--;
    g_autofree char *clean = iot_text_clean(text, (gssize)shown);
    return g_strdup_printf("\"%s%s\" ", clean ? clean : "", shown < bytes ? "…" : "");
}

void
iot_inventory_complain(iot_inventory_reader *reader, unsigned line, const char *quoted,
                       gssize length, const char *reason)
{
    if (!reader->problems || reader->problem_count++ >= IOT_INVENTORY_PROBLEMS_MAX)
        return;
    g_autofree char *what = quoted ? quote(quoted, length) : g_strdup("");
    g_ptr_array_add(reader->problems,
                    g_strdup_printf("%s:%u: %s%s", reader->label, line, what, reason));
}

void
iot_inventory_keep(iot_inventory_reader *reader, unsigned line, const iot_inventory_entry *entry)
{
    if (iot_inventory_add(reader->inventory, entry))
        return;
    reader->is_full = iot_inventory_is_full(reader->inventory);
    iot_inventory_complain(
        reader, line, NULL, 0,
        reader->is_full
            ? "more than " G_STRINGIFY(IOT_INVENTORY_ENTRIES_MAX) " entries; the rest is not used"
            : "says neither name, group nor allowed destinations");
}

iot_inventory_device
iot_inventory_device_make(void)
{
    return (iot_inventory_device){
        .macs = g_array_new(FALSE, FALSE, sizeof(iot_mac)),
        .prefixes = g_array_new(FALSE, FALSE, sizeof(iot_prefix)),
    };
}

void
iot_inventory_device_clear(iot_inventory_device *device)
{
    g_clear_pointer(&device->macs, g_array_unref);
    g_clear_pointer(&device->prefixes, g_array_unref);
    g_clear_pointer(&device->name, g_free);
    g_clear_pointer(&device->group, g_free);
    g_clear_pointer(&device->allow, g_free);
}

bool
iot_inventory_device_add_mac(iot_inventory_reader *reader, unsigned line,
                             iot_inventory_device *device, const char *text)
{
    iot_mac mac;

    if (!iot_mac_parse(text, &mac)) {
        iot_inventory_complain(reader, line, text, -1, "is not a MAC address");
        return false;
    }
    if (!iot_mac_is_station(&mac)) {
        iot_inventory_complain(reader, line, text, -1, "is not the MAC address of one device");
        return false;
    }
    g_array_append_val(device->macs, mac);
    return true;
}

bool
iot_inventory_device_add_prefix(iot_inventory_reader *reader, unsigned line,
                                iot_inventory_device *device, const char *text)
{
    const char *slash = strchr(text, '/');
    g_autofree char *head = slash ? g_strndup(text, (gsize)(slash - text)) : g_strdup(text);
    iot_prefix prefix;
    iot_addr addr;

    if (!iot_addr_parse(head, &addr) || !iot_prefix_parse(text, &prefix)) {
        iot_inventory_complain(reader, line, text, -1, "is neither an IP address nor a network");
        return false;
    }
    /* As printed by `ip addr`. Taken as a network it would give one device's name to all of them.
     */
    if (!iot_addr_equal(&addr, &prefix.addr)) {
        iot_inventory_complain(
            reader, line, text, -1,
            "is an address inside a network: leave out the /length for the one device");
        return false;
    }
    g_array_append_val(device->prefixes, prefix);
    return true;
}

void
iot_inventory_device_keep(iot_inventory_reader *reader, unsigned line,
                          const iot_inventory_device *device)
{
    unsigned macs = device->macs->len, prefixes = device->prefixes->len;
    iot_inventory_entry entry = {
        .name = device->name, .group = device->group, .allow = device->allow};

    if (macs == 0 && prefixes == 0) {
        iot_inventory_complain(reader, line, NULL, 0, "has neither a MAC nor an IP address");
        return;
    }
    /* Which of several MACs has which address is unknown and does not matter: both are found. */
    for (unsigned i = 0; i < MAX(macs, prefixes) && !reader->is_full; i++) {
        if (macs)
            entry.mac = g_array_index(device->macs, iot_mac, MIN(i, macs - 1));
        if (prefixes)
            entry.prefix = g_array_index(device->prefixes, iot_prefix, MIN(i, prefixes - 1));
        iot_inventory_keep(reader, line, &entry);
    }
}

static void
complain_of_format(iot_inventory_reader *reader, iot_inventory_cursor cursor)
{
    const char *line;
    gsize length;

    for (unsigned number = cursor.line; iot_inventory_cursor_line(&cursor, &line, &length);
         number = cursor.line) {
        while (length > 0 && g_ascii_isspace(*line))
            line++, length--;
        if (length == 0 || *line == '#')
            continue;
        iot_inventory_complain(
            reader, number, line, (gssize)length,
            "is of no format known here: expected an ethers or hosts file, dnsmasq leases or "
            "dhcp-host lines, ISC dhcpd leases, Kea leases, or CSV (in UTF-8) whose first line "
            "names the columns: name, mac, ip, group, allow");
        return;
    }
}

void
iot_inventory_read_text(iot_inventory *inventory, const char *label, const char *text,
                        gsize length_bytes, GPtrArray *problems)
{
    static bool (*const formats[])(iot_inventory_reader *, iot_inventory_cursor) = {
        iot_inventory_read_csv,
        iot_inventory_read_dhcpd,
        iot_inventory_read_lines,
    };
    static const char mark[] = "\xef\xbb\xbf"; /* of UTF-8; Windows writes it */
    iot_inventory_reader reader = {inventory, label, problems, 0, false};
    iot_inventory_cursor cursor = {text, text + length_bytes, 1};
    bool done = false;

    if (length_bytes >= 3 && memcmp(text, mark, 3) == 0)
        cursor.at += 3;
    for (unsigned i = 0; i < G_N_ELEMENTS(formats) && !done; i++)
        done = formats[i](&reader, cursor);
    if (!done)
        complain_of_format(&reader, cursor);
    if (reader.problem_count > IOT_INVENTORY_PROBLEMS_MAX)
        g_ptr_array_add(problems,
                        g_strdup_printf("%s: … and %u more", label,
                                        reader.problem_count - IOT_INVENTORY_PROBLEMS_MAX));
}

void
iot_inventory_read_file_text(iot_inventory *inventory, const iot_file_text *file,
                             GPtrArray *problems)
{
    iot_inventory_read_text(inventory, file->label, file->text->str, file->text->len, problems);
}

bool
iot_inventory_read_file(iot_inventory *inventory, const char *path, GPtrArray *problems,
                        GError **error)
{
    g_autoptr(iot_file_text) file =
        iot_file_text_read(path, IOT_INVENTORY_FILE_MAX_BYTES, false, error);

    if (file)
        iot_inventory_read_file_text(inventory, file, problems);
    return file != NULL;
}
