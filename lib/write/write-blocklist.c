/* write-blocklist.c - chosen remotes in the languages of what can block them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * By name for resolvers, where a line holds for all of the home and for what is below the name; by
 * MAC and address for firewalls. In front of each line stands its evidence, and in place of a line
 * why there is none. A name is written only if it is a host name, so nothing in it can end a line
 * or begin a comment; comments have everything else, without what cannot be seen.
 */
#include "base/hash.h"
#include "base/nearest.h"
#include "base/units.h"
#include "report/blocklist.h"
#include "write/write-internal.h"

#include <string.h>

/* Bytes of a name or of evidence in a comment. */
#define COMMENT_MAX 400
/* Devices that are named in one. */
#define DEVICES_SHOWN 5

static void
put_text(GString *out, const char *text)
{
    iot_write_plain(out, text, COMMENT_MAX, "", '?');
}

/* A router's table of sessions has neither times nor frames. */
static bool
is_timed(const iot_report *report)
{
    return report->total.first_ns != IOT_TIME_UNKNOWN_NS;
}

static void
put_evidence(GString *out, const iot_report *report, const iot_conversation_row *row,
             const char *indent)
{
    const GPtrArray *findings =
        iot_findings_of_contact(report->findings, row->base.device, row->name);
    uint64_t packets = iot_traffic_packets(&row->base.traffic);

    g_string_append_printf(out, "%s# ", indent);
    put_text(out, iot_device_name(row->base.device));
    g_string_append_printf(out, ": %" G_GUINT64_FORMAT " packet%s", packets,
                           packets == 1 ? "" : "s");
    if (is_timed(report))
        g_string_append_printf(out, ", the first in frame %u", row->first_frame);
    g_string_append_c(out, '\n');
    for (guint i = 0; findings && i < findings->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings, i);
        g_string_append_printf(out, "%s#   %s, frame %u: ", indent,
                               iot_finding_kind_name(finding->kind), finding->first_frame);
        put_text(out, finding->evidence ? finding->evidence : "");
        g_string_append_c(out, '\n');
    }
}

static void
put_left_out(GString *out, const char *indent, const iot_conversation_row *row, const char *what,
             iot_block_reason why)
{
    g_string_append_printf(out, "%s# not blocked: ", indent);
    put_text(out, what);
    g_string_append(out, " of ");
    put_text(out, iot_device_name(row->base.device));
    g_string_append_printf(out, ": %s\n", iot_block_reason_text(why));
}

/* A word that means nothing can be a finding's, mistyped. */
static void
put_meant(GString *out, const char *word)
{
    const char *kinds[IOT_FINDING_KINDS + 1] = {NULL};

    for (unsigned i = 0; i < IOT_FINDING_KINDS; i++)
        kinds[i] = iot_finding_kind_name((iot_finding_kind)i);
    g_autofree char *hint = iot_nearest_hint(iot_nearest(word, kinds));
    g_string_append(out, hint);
}

static void
put_heading(GString *out, const iot_blocklist *list, const char *what)
{
    char first[IOT_UNITS_TEXT], last[IOT_UNITS_TEXT];
    const iot_report *report = list->report;

    iot_write_comment_left_out(report, out);
    g_string_append_printf(out, "# %s\n# ", what);
    if (is_timed(report))
        g_string_append_printf(out, "From packets of %s to %s; ",
                               iot_format_time(report->total.first_ns, first),
                               iot_format_time(report->total.last_ns, last));
    g_string_append(out, "chosen:");
    if (!report->options.only || !*report->options.only)
        g_string_append(out, " remotes with a warning");
    for (char *const *word = report->options.only; word && *word; word++) {
        g_string_append(out, word == report->options.only ? " " : ", ");
        put_text(out, *word);
    }
    g_string_append_c(out, '\n');
    for (guint i = 0; i < list->unmatched->len; i++) {
        g_string_append(out, "# nothing is blocked: no finding, device or remote is \"");
        put_text(out, g_ptr_array_index(list->unmatched, i));
        g_string_append_c(out, '"');
        put_meant(out, g_ptr_array_index(list->unmatched, i));
        g_string_append_c(out, '\n');
    }
    if (list->unmatched->len == 0 && list->chosen->len == 0)
        g_string_append(out, "# nothing is blocked: no remote is meant\n");
}

/* Both are for resolvers, to which a name is all that ends with it. */
static bool
is_below(const char *name, const char *above)
{
    gsize length = strlen(name), part = strlen(above);

    return length > part && name[length - part - 1] == '.' &&
           strcmp(name + length - part, above) == 0;
}

/* A resolver knows no devices: who else will miss the name, or what is below it. */
static void
put_others(GString *out, const iot_blocklist *list, const char *name)
{
    unsigned n = 0;

    for (guint i = 0; i < list->others->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(list->others, i);
        bool below = is_below(row->name, name);
        if ((!below && strcmp(row->name, name) != 0) || row->name_source == IOT_REMOTE_ADDRESS)
            continue;
        if (n++ >= DEVICES_SHOWN)
            continue;
        g_string_append(out, n == 1 ? "#   also taken from: " : ", ");
        put_text(out, iot_device_name(row->base.device));
        if (below) {
            g_string_append(out, " (");
            put_text(out, row->name);
            g_string_append_c(out, ')');
        }
    }
    if (n > DEVICES_SHOWN)
        g_string_append_printf(out, " and %u more", n - DEVICES_SHOWN);
    if (n > 0)
        g_string_append_c(out, '\n');
}

/* All rows of a name stand before its line. */
static void
put_name(GString *out, const iot_blocklist *list, GHashTable *written, guint at, const char *format)
{
    const iot_conversation_row *row = g_ptr_array_index(list->chosen, at);

    if (!g_hash_table_add(written, (gpointer)row->name))
        return;
    g_string_append_c(out, '\n');
    for (guint i = at; i < list->chosen->len; i++) {
        const iot_conversation_row *same = g_ptr_array_index(list->chosen, i);
        if (strcmp(same->name, row->name) == 0)
            put_evidence(out, list->report, same, "");
    }
    put_others(out, list, row->name);
    const char *name = strstr(format, "%s");
    g_string_append_len(out, format, name - format);
    g_string_append_printf(out, "%s%s\n", row->name, name + strlen("%s"));
}

static void
put_names(const iot_report *report, const char *what, const char *format, GString *out)
{
    g_autoptr(iot_blocklist) list = iot_blocklist_new(report);
    g_autoptr(GHashTable) written = g_hash_table_new(iot_hash_text, g_str_equal);

    put_heading(out, list, what);
    for (guint i = 0; i < list->chosen->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(list->chosen, i);
        iot_block_reason why = iot_blocklist_judge_name(list, row);
        if (why == IOT_BLOCK_GOOD)
            put_name(out, list, written, i, format);
        else
            put_left_out(out, "", row, row->name, why);
    }
}

void
iot_write_blocklist(const iot_report *report, GString *out)
{
    put_names(report, "Blocking list for AdGuard and Pi-hole", "||%s^", out);
}

void
iot_write_blocklist_dnsmasq(const iot_report *report, GString *out)
{
    put_names(report, "Names for dnsmasq not to find", "address=/%s/", out);
}

static void
put_side(GString *out, const iot_device *device, uint8_t family)
{
    const GArray *macs = iot_device_macs(device), *addrs = iot_device_addresses(device);
    char text[IOT_ADDR_TEXT > IOT_MAC_TEXT ? IOT_ADDR_TEXT : IOT_MAC_TEXT];
    bool by_mac = iot_mac_is_set(iot_device_mac(device));
    const char *between = "";

    g_string_append_printf(out, "%s saddr { ", by_mac ? "ether" : family == 4 ? "ip" : "ip6");
    for (guint i = 0; by_mac && i < macs->len; i++, between = ", ")
        g_string_append_printf(out, "%s%s", between,
                               iot_mac_format(&g_array_index(macs, iot_mac, i), text));
    for (guint i = 0; !by_mac && i < addrs->len; i++) {
        const iot_addr *addr = &g_array_index(addrs, iot_addr, i);
        if (addr->family != family)
            continue;
        g_string_append_printf(out, "%s%s", between, iot_addr_format(addr, text));
        between = ", ";
    }
    g_string_append(out, " }");
}

static bool
has_side(const iot_device *device, uint8_t family)
{
    const GArray *addrs = iot_device_addresses(device);
    bool has = iot_mac_is_set(iot_device_mac(device));

    for (guint i = 0; i < addrs->len; i++)
        has |= g_array_index(addrs, iot_addr, i).family == family;
    return has;
}

static void
put_rule(GString *out, const iot_blocklist *list, const iot_conversation_row *row, uint8_t family)
{
    g_autoptr(GString) elements = g_string_new(NULL);
    char text[IOT_ADDR_TEXT];

    for (guint i = 0; i < row->addresses->len; i++) {
        const iot_addr *addr = &g_array_index(row->addresses, iot_addr, i);
        iot_block_reason why = iot_blocklist_judge_address(list, row, addr);
        if (addr->family != family)
            continue;
        if (why == IOT_BLOCK_GOOD)
            g_string_append_printf(elements, "%s%s", elements->len ? ", " : "",
                                   iot_addr_format(addr, text));
        else
            put_left_out(out, "        ", row, iot_addr_format(addr, text), why);
    }
    if (elements->len == 0 || !has_side(row->base.device, family))
        return;
    g_string_append(out, "        ");
    put_side(out, row->base.device, family);
    g_string_append_printf(out, " %s daddr { %s } counter drop\n", family == 4 ? "ip" : "ip6",
                           elements->str);
}

void
iot_write_blocklist_nftables(const iot_report *report, GString *out)
{
    g_autoptr(iot_blocklist) list = iot_blocklist_new(report);

    put_heading(out, list, "Rules for nft: what each device may not reach");
    /* A table has to be there before it can be deleted. */
    g_string_append(out, "\ntable inet iot_blocklist {}\ndelete table inet iot_blocklist\n"
                         "table inet iot_blocklist {\n    chain forward {\n"
                         "        type filter hook forward priority filter; policy accept;\n");
    for (guint i = 0; i < list->chosen->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(list->chosen, i);
        g_string_append(out, "\n        # ");
        put_text(out, row->name);
        g_string_append_c(out, '\n');
        put_evidence(out, report, row, "        ");
        for (uint8_t family = 4; family <= 6; family += 2)
            put_rule(out, list, row, family);
    }
    g_string_append(out, "    }\n}\n");
}
