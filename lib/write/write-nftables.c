/* write-nftables.c - what devices need as rule sets of nft(8)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table of its own per device, which a second load replaces. nftables has no names: a named set
 * holds the addresses seen for each, so that whoever learns more of them (dnsmasq's nftset=) can
 * add them there. What the router itself sends to the device is left alone.
 */
#include "base/hash.h"
#include "base/units.h"
#include "write/write-internal.h"

#include <string.h>

/* nft refuses longer comments (NFTNL_UDATA_COMMENT_MAXLEN), counted in bytes. */
#define COMMENT_MAX 128
/* What of the ranges of DESIGN's "local" answers to multicast can come from. */
#define LOCAL_V4 "{ 10.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16 }"
#define LOCAL_V6 "{ fc00::/7, fe80::/10 }"

/* A table while it is written. */
typedef struct rule_set {
    GString *sets, *from, *to; /* definitions of sets; rules by direction */
    GHashTable *set_names;     /* what a set holds -> its name */
} rule_set;

void
iot_write_plain(GString *out, const char *text, gsize max_bytes, const char *unwanted, char instead)
{
    gsize start = out->len;

    for (; *text; text = g_utf8_next_char(text)) {
        gunichar c = g_utf8_get_char(text);
        bool is_wanted = g_unichar_isprint(c) && !(c < 0x80 && strchr(unwanted, (int)c));
        gsize length = is_wanted ? (gsize)(g_utf8_next_char(text) - text) : 1;
        if (out->len - start + length > max_bytes)
            return;
        if (is_wanted)
            g_string_append_len(out, text, (gssize)length);
        else
            g_string_append_c(out, instead);
    }
}

/* nft knows no escapes inside quotes. */
static void
put_comment(GString *out, const char *text)
{
    g_string_append(out, " comment \"");
    iot_write_plain(out, text, COMMENT_MAX, "\"\\", '\'');
    g_string_append_c(out, '"');
}

static void
put_elements(GString *out, const GArray *addrs, uint8_t family)
{
    char text[IOT_ADDR_TEXT];
    bool any = false;

    g_string_append(out, "{ ");
    for (guint i = 0; i < addrs->len; i++) {
        const iot_addr *addr = &g_array_index(addrs, iot_addr, i);
        if (addr->family != family)
            continue;
        g_string_append_printf(out, "%s%s", any ? ", " : "", iot_addr_format(addr, text));
        any = true;
    }
    g_string_append(out, " }");
}

static void
put_set(GString *out, const char *name, uint8_t family, const char *elements, const char *comment)
{
    g_string_append_printf(out, "    set %s {\n        type ipv%u_addr\n       ", name, family);
    put_comment(out, comment);
    g_string_append_printf(out, "\n        elements = %s\n    }\n\n", elements);
}

/* The name of the set of a permit's addresses, defined if need be. */
static const char *
set_of(rule_set *rules, const iot_permit *permit, uint8_t family)
{
    g_autoptr(GString) elements = g_string_new(NULL);

    put_elements(elements, permit->addresses, family);
    g_autofree char *key = g_strdup_printf("%s %s", permit->name, elements->str);
    char *name = g_hash_table_lookup(rules->set_names, key);
    if (!name) {
        name = g_strdup_printf("peer%u", g_hash_table_size(rules->set_names) + 1);
        put_set(rules->sets, name, family, elements->str, permit->name);
        g_hash_table_insert(rules->set_names, g_steal_pointer(&key), name);
    }
    return name;
}

static void
put_service(GString *out, const iot_permit *permit, bool server_receives)
{
    if (permit->service.transport == IOT_TRANSPORT_NONE)
        g_string_append_printf(out, " meta l4proto %u", permit->ip_protocol);
    else
        g_string_append_printf(out, " %s %s %u", iot_transport_name(permit->service.transport),
                               server_receives ? "dport" : "sport", permit->service.port);
}

static void
put_rule(GString *out, const iot_permit *permit, uint8_t family, const char *side,
         const char *addresses, bool server_receives)
{
    g_autofree char *comment =
        g_strdup_printf("%s%s%s", permit->service.protocol ? permit->service.protocol : "",
                        permit->service.protocol ? " " : "", permit->name);

    g_string_append_printf(out, "        %s %s %s", family == 4 ? "ip" : "ip6", side, addresses);
    put_service(out, permit, server_receives);
    g_string_append(out, " counter accept");
    put_comment(out, comment);
    g_string_append_c(out, '\n');
}

/* Conntrack knows an answer to a multicast for none: it comes from another address. */
static void
put_group(rule_set *rules, const iot_permit *permit, uint8_t family)
{
    g_autoptr(GString) groups = g_string_new(NULL);

    /* Neighbour discovery has as many groups as there are neighbours. */
    if (permit->service.transport == IOT_TRANSPORT_NONE && family == 6)
        g_string_append(groups, "ff02::/16");
    else
        put_elements(groups, permit->addresses, family);
    put_rule(rules->from, permit, family, "daddr", groups->str, !permit->offers);
    if (!permit->offers && permit->service.transport == IOT_TRANSPORT_UDP)
        put_rule(rules->to, permit, family, "saddr", family == 4 ? LOCAL_V4 : LOCAL_V6, false);
}

static void
put_permit(rule_set *rules, const iot_permit *permit, uint8_t family)
{
    if (!iot_permit_has_family(permit, family))
        return;
    if (permit->kind == IOT_PERMIT_GROUP) {
        put_group(rules, permit, family);
        return;
    }
    g_autofree char *set = g_strdup_printf("@%s", set_of(rules, permit, family));
    bool both = permit->service.transport == IOT_TRANSPORT_NONE;
    /* The way back is established by then. */
    if (both || !permit->offers)
        put_rule(rules->from, permit, family, "daddr", set, true);
    if (both || permit->offers)
        put_rule(rules->to, permit, family, "saddr", set, true);
}

static void
put_chain(GString *out, const char *name, const GString *rules, const char *device)
{
    g_autofree char *rest = g_strdup_printf("all else, %s", device);

    g_string_append_printf(out, "    chain %s {\n", name);
    g_string_append(out, "        ct state established,related counter accept\n");
    g_string_append(out, "        icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, "
                         "nd-router-solicit, nd-router-advert } counter accept\n");
    g_string_append_len(out, rules->str, (gssize)rules->len);
    g_string_append(out, "        counter drop");
    put_comment(out, rest);
    g_string_append(out, "\n    }\n\n");
}

static bool
has_family(const GArray *addrs, uint8_t family)
{
    for (guint i = 0; i < addrs->len; i++)
        if (g_array_index(addrs, iot_addr, i).family == family)
            return true;
    return false;
}

/* By MAC where there is one: an address can be changed more easily, and by accident. */
static void
put_from_jumps(GString *out, const iot_policy *policy)
{
    char mac[IOT_MAC_TEXT];

    if (iot_mac_is_set(iot_device_mac(policy->device))) {
        g_string_append_printf(out, "        ether saddr %s jump from_device\n",
                               iot_mac_format(iot_device_mac(policy->device), mac));
        return;
    }
    if (has_family(iot_device_addresses(policy->device), 4))
        g_string_append(out, "        ip saddr @self4 jump from_device\n");
    if (has_family(iot_device_addresses(policy->device), 6))
        g_string_append(out, "        ip6 saddr @self6 jump from_device\n");
}

static void
put_hooks(GString *out, const iot_policy *policy)
{
    g_string_append(out, "    chain forward {\n"
                         "        type filter hook forward priority filter; policy accept;\n");
    put_from_jumps(out, policy);
    if (has_family(iot_device_addresses(policy->device), 4))
        g_string_append(out, "        ip daddr @self4 jump to_device\n");
    if (has_family(iot_device_addresses(policy->device), 6))
        g_string_append(out, "        ip6 daddr @self6 jump to_device\n");
    g_string_append(out, "    }\n\n    chain input {\n"
                         "        type filter hook input priority filter; policy accept;\n");
    put_from_jumps(out, policy);
    g_string_append(out, "    }\n");
}

static void
put_self(GString *out, const iot_policy *policy)
{
    const GArray *addrs = iot_device_addresses(policy->device);

    for (uint8_t family = 4; family <= 6; family += 2) {
        g_autoptr(GString) elements = g_string_new(NULL);
        if (!has_family(addrs, family))
            continue;
        put_elements(elements, addrs, family);
        put_set(out, family == 4 ? "self4" : "self6", family, elements->str,
                iot_device_name(policy->device));
    }
}

/* "a-lamp" as "iot_a_lamp": an identifier has no hyphens. */
static char *
table_name(const iot_policy *policy)
{
    g_autofree char *name = g_strdelimit(g_strdup(policy->slug), "-", '_');

    return g_strconcat("iot_", name, NULL);
}

static void
put_heading(GString *out, const iot_policy *policy, const char *table)
{
    char first[IOT_UNITS_TEXT], last[IOT_UNITS_TEXT], mac[IOT_MAC_TEXT];
    int64_t first_ns, last_ns;

    g_string_append(out, "# ");
    iot_write_plain(out, iot_device_name(policy->device), COMMENT_MAX, "\\", '\'');
    if (iot_mac_is_set(iot_device_mac(policy->device)))
        g_string_append_printf(out, ", %s", iot_mac_format(iot_device_mac(policy->device), mac));
    if (iot_traffic_span(&policy->row->base.traffic, &first_ns, &last_ns))
        g_string_append_printf(out, ": what it did from %s to %s", iot_format_time(first_ns, first),
                               iot_format_time(last_ns, last));
    if (policy->left_out > 0)
        g_string_append_printf(out, "\n# %u more flows are left out: they would be too many rules",
                               policy->left_out);
    /* A table has to be there before it can be deleted. */
    g_string_append_printf(out, "\ntable inet %s {}\ndelete table inet %s\ntable inet %s {\n",
                           table, table, table);
}

void
iot_write_nftables_device(const iot_policy *policy, GString *out)
{
    g_autofree char *table = table_name(policy);
    g_autoptr(GString) sets = g_string_new(NULL), from = g_string_new(NULL),
                       to = g_string_new(NULL);
    g_autoptr(GHashTable) names = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, g_free);
    rule_set rules = {sets, from, to, names};

    for (guint i = 0; i < policy->permits->len; i++)
        for (uint8_t family = 4; family <= 6; family += 2)
            put_permit(&rules, g_ptr_array_index(policy->permits, i), family);
    put_heading(out, policy, table);
    put_self(out, policy);
    g_string_append_len(out, sets->str, (gssize)sets->len);
    put_chain(out, "from_device", from, iot_device_name(policy->device));
    put_chain(out, "to_device", to, iot_device_name(policy->device));
    put_hooks(out, policy);
    g_string_append(out, "}\n");
}

void
iot_write_nftables(const iot_report *report, GString *out)
{
    const iot_policies *policies = report->policies;

    iot_write_comment_left_out(report, out);
    for (guint i = 0; i < policies->all->len; i++) {
        if (i > 0)
            g_string_append_c(out, '\n');
        iot_write_nftables_device(g_ptr_array_index(policies->all, i), out);
    }
}
