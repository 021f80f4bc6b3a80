/* blocklist.c - remotes that somebody chose to block, and which of them had better not be
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "report/blocklist.h"

#include "base/hash.h"
#include "base/text.h"
#include "capture/capture-tables.h"
#include "reference/allow-list.h"
#include "reference/domain.h"
#include "reference/settings.h"

#include <string.h>

/* What the words mean. */
typedef struct choice {
    bool kinds[IOT_FINDING_KINDS];
    bool by_kind;
    GHashTable *devices; /* NULL: any */
    GPtrArray *remotes;  /* of words; empty: any */
} choice;

static bool
take_kind(choice *chosen, const char *word)
{
    for (unsigned kind = 0; kind < IOT_FINDING_KINDS; kind++)
        if (strcmp(iot_finding_kind_name((iot_finding_kind)kind), word) == 0)
            return chosen->by_kind = chosen->kinds[kind] = true;
    return false;
}

typedef struct called {
    const char *word; /* in lower case */
    bool is;
} called;

static void
compare_alias(const char *name, void *user_data)
{
    called *by = user_data;
    g_autofree char *folded = iot_text_fold(name);

    by->is |= strcmp(folded, by->word) == 0;
}

static bool
is_called(const iot_device *device, const char *word)
{
    g_autofree char *folded = iot_text_fold(word);
    called by = {folded, false};
    iot_mac mac;

    compare_alias(iot_device_name(device), &by);
    compare_alias(iot_device_label(device), &by);
    iot_device_foreach_alias(device, compare_alias, &by);
    for (guint i = 0; iot_mac_parse(word, &mac) && i < iot_device_macs(device)->len; i++)
        by.is |= iot_mac_equal(&mac, &g_array_index(iot_device_macs(device), iot_mac, i));
    return by.is;
}

static bool
take_devices(choice *chosen, const iot_report *report, const char *word)
{
    bool any = false;

    for (guint i = 0; i < report->devices->len; i++) {
        const iot_device *device = ((const iot_row *)g_ptr_array_index(report->devices, i))->device;
        if (!is_called(device, word))
            continue;
        if (!chosen->devices)
            chosen->devices = g_hash_table_new(NULL, NULL);
        g_hash_table_add(chosen->devices, (gpointer)device);
        any = true;
    }
    return any;
}

static bool
matches_remote(const char *word, const iot_conversation_row *row)
{
    bool is_named = row->name_source != IOT_REMOTE_ADDRESS;

    for (guint i = 0; i < row->addresses->len; i++)
        if (iot_allow_matches(word, is_named ? row->name : NULL,
                              &g_array_index(row->addresses, iot_addr, i), 0))
            return true;
    return false;
}

static bool
take_remotes(choice *chosen, const iot_report *report, const char *word)
{
    if (strpbrk(word, " \t,;"))
        return false;
    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        if (!row->peer && matches_remote(word, row)) {
            g_ptr_array_add(chosen->remotes, (gpointer)word);
            return true;
        }
    }
    return false;
}

static bool
has_finding(const iot_report *report, const choice *chosen, const iot_conversation_row *row,
            bool warning)
{
    const GPtrArray *findings =
        iot_findings_of_contact(report->findings, row->base.device, row->name);

    for (guint i = 0; findings && i < findings->len; i++) {
        const iot_finding *finding = g_ptr_array_index(findings, i);
        if (warning ? finding->severity == IOT_SEVERITY_WARNING : chosen->kinds[finding->kind])
            return true;
    }
    return false;
}

static bool
is_chosen(const iot_report *report, const choice *chosen, const iot_conversation_row *row)
{
    bool matches = chosen->remotes->len == 0;

    if (!report->options.only || !*report->options.only)
        return has_finding(report, chosen, row, true);
    if (chosen->by_kind && !has_finding(report, chosen, row, false))
        return false;
    if (chosen->devices && !g_hash_table_contains(chosen->devices, row->base.device))
        return false;
    for (guint i = 0; i < chosen->remotes->len; i++)
        matches |= matches_remote(g_ptr_array_index(chosen->remotes, i), row);
    return matches;
}

/* A word that chose nothing leaves nothing to the others of its sort, if it is the only one. */
static void
choose(iot_blocklist *list)
{
    const iot_report *report = list->report;
    choice chosen = {.remotes = g_ptr_array_new()};

    for (char *const *word = report->options.only; word && *word; word++)
        if (!take_kind(&chosen, *word) && !take_devices(&chosen, report, *word) &&
            !take_remotes(&chosen, report, *word))
            g_ptr_array_add(list->unmatched, *word);
    for (guint i = 0; i < report->conversations->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        if (!row->peer)
            g_ptr_array_add(list->unmatched->len == 0 && is_chosen(report, &chosen, row)
                                ? list->chosen
                                : list->others,
                            row);
    }
    g_clear_pointer(&chosen.devices, g_hash_table_unref);
    g_ptr_array_unref(chosen.remotes);
}

static char *
address_key(const iot_device *device, const iot_addr *addr)
{
    char text[IOT_ADDR_TEXT];

    return g_strdup_printf("%u %s", device ? iot_device_id(device) : 0,
                           iot_addr_format(addr, text));
}

static bool
is_router(const iot_blocklist *list, const iot_device *device)
{
    const iot_forwarders *forwarders = iot_capture_forwarders(list->report->capture);
    const char *kind = iot_device_fact(device, IOT_IDENTITY_KIND);

    for (guint i = 0; i < iot_device_macs(device)->len; i++)
        if (iot_forwarders_is(forwarders, &g_array_index(iot_device_macs(device), iot_mac, i),
                              IOT_FORWARDER_GATEWAY))
            return true;
    return g_strcmp0(kind, "router") == 0;
}

static iot_block_reason
asked_for(const iot_conversation_row *row)
{
    enum { PORT_DNS = 53, PORT_NTP = 123, PORT_DOT = 853 };

    for (guint i = 0; i < row->services->len; i++) {
        uint16_t port = g_array_index(row->services, iot_service_use, i).service.port;
        if (port == PORT_DNS || port == PORT_DOT)
            return IOT_BLOCK_RESOLVER;
        if (port == PORT_NTP)
            return IOT_BLOCK_TIME;
    }
    return IOT_BLOCK_GOOD;
}

static void
note_servers(iot_blocklist *list, const GArray *addresses, iot_block_reason why)
{
    for (guint i = 0; addresses && i < addresses->len; i++)
        g_hash_table_insert(list->home, address_key(NULL, &g_array_index(addresses, iot_addr, i)),
                            GINT_TO_POINTER(why));
}

/* What the home's routers ask, and what the user or the network says is to be asked. */
static void
note_home(iot_blocklist *list)
{
    static const iot_block_reason reasons[IOT_ROLES] = {
        [IOT_ROLE_RESOLVER] = IOT_BLOCK_RESOLVER, [IOT_ROLE_TIME_SERVER] = IOT_BLOCK_TIME};
    const iot_report *report = list->report;
    const iot_settings *settings = report->options.settings;

    for (iot_role role = 0; role < IOT_ROLES; role++)
        note_servers(list, iot_servers_get(iot_capture_announced(report->capture), role),
                     reasons[role]);
    if (settings) {
        note_servers(list, settings->resolvers, IOT_BLOCK_RESOLVER);
        note_servers(list, settings->time_servers, IOT_BLOCK_TIME);
    }
    for (guint i = 0; i < report->conversations->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(report->conversations, i);
        iot_block_reason why = row->peer ? IOT_BLOCK_GOOD : asked_for(row);
        if (why == IOT_BLOCK_GOOD || !is_router(list, row->base.device))
            continue;
        g_hash_table_insert(list->home, g_strdup(row->name), GINT_TO_POINTER(why));
        for (guint a = 0; a < row->addresses->len; a++)
            g_hash_table_insert(list->home,
                                address_key(NULL, &g_array_index(row->addresses, iot_addr, a)),
                                GINT_TO_POINTER(why));
    }
}

static void
note_shared(iot_blocklist *list)
{
    for (guint i = 0; i < list->others->len; i++) {
        const iot_conversation_row *row = g_ptr_array_index(list->others, i);
        for (guint a = 0; a < row->addresses->len; a++)
            g_hash_table_add(
                list->shared,
                address_key(row->base.device, &g_array_index(row->addresses, iot_addr, a)));
    }
}

iot_blocklist *
iot_blocklist_new(const iot_report *report)
{
    iot_blocklist *list = g_new0(iot_blocklist, 1);

    list->report = report;
    list->chosen = g_ptr_array_new();
    list->others = g_ptr_array_new();
    list->unmatched = g_ptr_array_new();
    list->home = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    list->shared = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    choose(list);
    note_home(list);
    note_shared(list);
    return list;
}

void
iot_blocklist_free(iot_blocklist *list)
{
    if (!list)
        return;
    g_ptr_array_unref(list->chosen);
    g_ptr_array_unref(list->others);
    g_ptr_array_unref(list->unmatched);
    g_hash_table_unref(list->home);
    g_hash_table_unref(list->shared);
    g_free(list);
}

static iot_block_reason
of_home(const iot_blocklist *list, const iot_addr *addr)
{
    g_autofree char *key = address_key(NULL, addr);

    return (iot_block_reason)GPOINTER_TO_INT(g_hash_table_lookup(list->home, key));
}

iot_block_reason
iot_blocklist_judge_name(const iot_blocklist *list, const iot_conversation_row *row)
{
    iot_block_reason why =
        (iot_block_reason)GPOINTER_TO_INT(g_hash_table_lookup(list->home, row->name));

    for (guint i = 0; why == IOT_BLOCK_GOOD && i < row->addresses->len; i++)
        why = of_home(list, &g_array_index(row->addresses, iot_addr, i));
    if (why != IOT_BLOCK_GOOD)
        return why;
    if (row->name_source == IOT_REMOTE_ADDRESS)
        return IOT_BLOCK_NO_NAME;
    if (row->name_source == IOT_REMOTE_CERTIFICATE)
        return IOT_BLOCK_CLAIMED;
    if (row->name_source == IOT_REMOTE_INVENTORY || !iot_domain_is_host_name(row->name) ||
        !strchr(row->name, '.') || iot_domain_is_reserved(row->name))
        return IOT_BLOCK_NO_HOST;
    return iot_domain_of(row->name) ? IOT_BLOCK_GOOD : IOT_BLOCK_SUFFIX;
}

iot_block_reason
iot_blocklist_judge_address(const iot_blocklist *list, const iot_conversation_row *row,
                            const iot_addr *addr)
{
    g_autofree char *key = address_key(row->base.device, addr);
    iot_block_reason why = of_home(list, addr);

    if (why != IOT_BLOCK_GOOD)
        return why;
    if (!iot_addr_is_unicast(addr))
        return IOT_BLOCK_NO_ADDRESS;
    return g_hash_table_contains(list->shared, key) ? IOT_BLOCK_SHARED : IOT_BLOCK_GOOD;
}

const char *
iot_block_reason_text(iot_block_reason reason)
{
    static const char *const words[] = {
        [IOT_BLOCK_GOOD] = "",
        [IOT_BLOCK_NO_NAME] = "no name was seen",
        [IOT_BLOCK_NO_HOST] = "that is no name that DNS knows",
        [IOT_BLOCK_CLAIMED] = "only its certificate calls it so",
        [IOT_BLOCK_SUFFIX] = "other people's names are below that one",
        [IOT_BLOCK_RESOLVER] = "this home's names come from there",
        [IOT_BLOCK_TIME] = "this home's time comes from there",
        [IOT_BLOCK_SHARED] = "the device has another remote there, which was not chosen",
        [IOT_BLOCK_NO_ADDRESS] = "that is no address of one host",
    };
    return words[reason];
}
