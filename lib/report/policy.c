/* policy.c - what each device needs: the allow-list that its traffic amounts to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "base/interned.h"
#include "report/policy-internal.h"

#include <string.h>

/* While folding: permits found by their keys. */
typedef struct folding {
    iot_policies *policies;
    const iot_report *report;
    GHashTable *by_device;  /* iot_device -> iot_policy */
    GHashTable *by_key;     /* key text -> iot_permit */
    GHashTable *answered;   /* iot_permit: the device did its part */
    GHashTable *answerable; /* iot_permit -> iot_policy, of what devices offer */
    GHashTable *addresses;  /* at_address: what permits have already */
} folding;

/* An address of a permit; compared as bytes. */
typedef struct at_address {
    const iot_permit *permit;
    iot_addr addr;
} at_address;

static guint
at_address_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(at_address));
}

static gboolean
at_address_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(at_address)) == 0;
}

static void
permit_free(gpointer data)
{
    iot_permit *permit = data;

    g_array_unref(permit->addresses);
    g_free(permit);
}

static void
policy_free(gpointer data)
{
    iot_policy *policy = data;

    g_ptr_array_unref(policy->permits);
    g_ptr_array_unref(policy->conversations);
    g_ptr_array_unref(policy->findings);
    g_free(policy->slug);
    g_free(policy);
}

bool
iot_permit_has_family(const iot_permit *permit, uint8_t family)
{
    for (guint i = 0; i < permit->addresses->len; i++)
        if (g_array_index(permit->addresses, iot_addr, i).family == family)
            return true;
    return false;
}

/* Neighbour discovery and IGMP have a group for each of many things; no rule tells them apart. */
static bool
groups_as_one(const iot_policy_view *seen)
{
    return seen->view->direction == IOT_DIRECTION_MULTICAST &&
           seen->view->service.transport == IOT_TRANSPORT_NONE;
}

static void
name_permit(folding *fold, iot_permit *permit, const iot_policy_view *seen)
{
    char text[IOT_ADDR_TEXT];

    permit->evidence = "address";
    if (seen->view->remote && seen->view->name_source != IOT_REMOTE_ADDRESS) {
        permit->name = seen->view->name;
        permit->evidence = iot_remote_name_source_name(seen->view->name_source);
    } else if (seen->peer) {
        permit->name = iot_device_name(seen->peer);
        permit->evidence = iot_name_source_name(iot_device_source(seen->peer));
    } else if (groups_as_one(seen)) {
        permit->name = "multicast";
    } else {
        permit->name =
            iot_interned_keep(fold->policies->interned, iot_addr_format(seen->other, text));
    }
}

static iot_permit *
permit_add(folding *fold, const iot_policy_view *seen, iot_permit_kind kind, const char *dns_name)
{
    iot_policy *policy = g_hash_table_lookup(fold->by_device, seen->device);
    iot_permit *permit = g_new0(iot_permit, 1);

    permit->kind = kind;
    permit->offers = seen->offers;
    permit->service = seen->view->service;
    permit->ip_protocol = iot_policy_ip_protocol(&permit->service);
    permit->dns_name = dns_name;
    permit->addresses = g_array_new(FALSE, FALSE, sizeof(iot_addr));
    name_permit(fold, permit, seen);
    iot_policy_judge_role(seen, permit);
    g_ptr_array_add(policy->permits, permit);
    if (seen->offers && kind != IOT_PERMIT_GROUP)
        g_hash_table_insert(fold->answerable, permit, policy);
    return permit;
}

/* Devices of the same name are different ones; so are names that DNS tells apart. NULL at the cap.
 */
static iot_permit *
permit_of(folding *fold, const iot_policy_view *seen)
{
    const iot_flow_view *view = seen->view;
    const iot_service *service = &view->service;
    iot_permit_kind kind = iot_policy_kind(fold->report, seen);
    const char *dns_name = view->remote ? iot_policy_dns_name(view) : NULL;
    char text[IOT_ADDR_TEXT];
    g_autofree char *other = seen->peer     ? g_strdup_printf("#%u", iot_device_id(seen->peer))
                             : view->remote ? g_strdup(view->name)
                             : groups_as_one(seen) ? g_strdup("")
                                                   : g_strdup(iot_addr_format(seen->other, text));
    g_autofree char *key =
        g_strdup_printf("%u %d %d %d %u %s %s %s", iot_device_id(seen->device), (int)kind,
                        seen->offers, (int)service->transport, service->port,
                        service->transport == IOT_TRANSPORT_NONE ? service->protocol : "",
                        dns_name ? dns_name : "", other);
    iot_permit *permit = g_hash_table_lookup(fold->by_key, key);

    if (!permit) {
        iot_policy *policy = g_hash_table_lookup(fold->by_device, seen->device);
        if (policy->permits->len >= IOT_POLICY_PERMITS_MAX) {
            policy->left_out++;
            return NULL;
        }
        permit = permit_add(fold, seen, kind, dns_name);
        g_hash_table_insert(fold->by_key, g_steal_pointer(&key), permit);
    }
    if (!permit->service.protocol)
        permit->service.protocol = service->protocol;
    return permit;
}

static void
add_address(folding *fold, iot_policy *policy, iot_permit *permit, const iot_addr *addr)
{
    at_address key;

    memset(&key, 0, sizeof key);
    key.permit = permit;
    key.addr = *addr;
    if (g_hash_table_contains(fold->addresses, &key))
        return;
    if (permit->addresses->len >= IOT_POLICY_ADDRESSES_MAX) {
        policy->left_out++;
        return;
    }
    g_hash_table_add(fold->addresses, g_memdup2(&key, sizeof key));
    g_array_append_val(permit->addresses, *addr);
}

static void
fold_side(folding *fold, const iot_policy_view *seen, const iot_count *count)
{
    iot_policy *policy = g_hash_table_lookup(fold->by_device, seen->device);
    iot_permit *permit = policy ? permit_of(fold, seen) : NULL;

    if (!permit)
        return;
    iot_count_add(seen->sent ? &permit->traffic.sent : &permit->traffic.received, count);
    if (permit->addresses->len == 0 ||
        !iot_addr_equal(&g_array_index(permit->addresses, iot_addr, permit->addresses->len - 1),
                        seen->other))
        add_address(fold, policy, permit, seen->other);
    if (iot_policy_is_answer(seen))
        g_hash_table_add(fold->answered, permit);
}

static void
fold_flow(folding *fold, iot_flow_id flow, const iot_count *count)
{
    iot_flow_view view;
    const iot_addr *src, *dst;

    iot_capture_describe(fold->report->capture, flow, &view);
    iot_capture_ends(fold->report->capture, flow, &src, &dst);
    if (view.direction == IOT_DIRECTION_NONE || view.direction == IOT_DIRECTION_TRANSIT ||
        !iot_addr_is_set(src) || !iot_policy_ip_protocol(&view.service) || view.src == view.dst)
        return;
    for (unsigned sent = 0; sent < 2; sent++) {
        iot_policy_view seen = {
            .view = &view,
            .device = sent ? view.src : view.dst,
            .peer = sent ? view.dst : view.src,
            .other = sent ? dst : src,
            .sent = sent,
            .offers = view.service.transport != IOT_TRANSPORT_NONE && view.to_server != sent,
        };
        if (seen.device)
            fold_side(fold, &seen, count);
    }
}

static void
drop_unanswered(folding *fold)
{
    GHashTableIter iter;
    gpointer permit, policy;

    g_hash_table_iter_init(&iter, fold->answerable);
    while (g_hash_table_iter_next(&iter, &permit, &policy)) {
        if (g_hash_table_contains(fold->answered, permit))
            continue;
        /* The slot is swept below: removing one by one would move the rest each time. */
        ((iot_permit *)permit)->kind = IOT_PERMIT_KINDS;
        ((iot_policy *)policy)->unanswered++;
    }
    for (guint i = 0; i < fold->policies->all->len; i++) {
        iot_policy *one = g_ptr_array_index(fold->policies->all, i);
        GPtrArray *kept = g_ptr_array_new_with_free_func(permit_free);
        for (guint p = 0; p < one->permits->len; p++) {
            iot_permit *each = g_ptr_array_index(one->permits, p);
            if (each->kind == IOT_PERMIT_KINDS)
                permit_free(each);
            else
                g_ptr_array_add(kept, each);
        }
        g_ptr_array_set_free_func(one->permits, NULL);
        g_ptr_array_unref(one->permits);
        one->permits = kept;
    }
}

static int
compare_addrs(gconstpointer a, gconstpointer b)
{
    return iot_addr_compare(a, b);
}

static void
sort_addresses(GArray *addrs)
{
    guint kept = 0;

    g_array_sort(addrs, compare_addrs);
    for (guint i = 0; i < addrs->len; i++)
        if (i == 0 || !iot_addr_equal(&g_array_index(addrs, iot_addr, i),
                                      &g_array_index(addrs, iot_addr, kept - 1)))
            g_array_index(addrs, iot_addr, kept++) = g_array_index(addrs, iot_addr, i);
    g_array_set_size(addrs, kept);
}

static int
compare_permits(gconstpointer a, gconstpointer b)
{
    const iot_permit *x = *(iot_permit *const *)a, *y = *(iot_permit *const *)b;
    int order = (int)x->kind - (int)y->kind;

    order = order ? order : (int)x->offers - (int)y->offers;
    order = order ? order : strcmp(x->name, y->name);
    order = order ? order : g_strcmp0(x->dns_name, y->dns_name);
    order = order ? order : iot_service_compare(&x->service, &y->service);
    return order ? order
                 : iot_addr_compare(&g_array_index(x->addresses, iot_addr, 0),
                                    &g_array_index(y->addresses, iot_addr, 0));
}

static void
sort_permits(iot_policies *policies)
{
    for (guint i = 0; i < policies->all->len; i++) {
        iot_policy *policy = g_ptr_array_index(policies->all, i);
        for (guint p = 0; p < policy->permits->len; p++)
            sort_addresses(((iot_permit *)g_ptr_array_index(policy->permits, p))->addresses);
        g_ptr_array_sort(policy->permits, compare_permits);
    }
}

static void
add_policies(folding *fold)
{
    g_autoptr(GHashTable) owners = iot_policy_owners(fold->report);

    for (guint i = 0; i < fold->report->devices->len; i++) {
        const iot_device_row *row = g_ptr_array_index(fold->report->devices, i);
        iot_policy *policy = g_new0(iot_policy, 1);
        policy->report = fold->report;
        policy->row = row;
        policy->device = row->base.device;
        policy->slug = iot_policy_slug(policy->device, owners);
        policy->permits = g_ptr_array_new_with_free_func(permit_free);
        policy->conversations = g_ptr_array_new();
        policy->findings = g_ptr_array_new();
        g_ptr_array_add(fold->policies->all, policy);
        g_hash_table_insert(fold->by_device, (gpointer)policy->device, policy);
    }
}

/* Rows and findings to the devices that they are about. */
static void
deal_out(folding *fold)
{
    const iot_findings *findings = iot_report_findings(fold->report);

    for (guint i = 0; i < fold->report->conversations->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(fold->report->conversations, i);
        iot_policy *policy = g_hash_table_lookup(fold->by_device, row->base.device);
        if (policy && !row->peer && iot_traffic_packets(&row->base.traffic) > 0)
            g_ptr_array_add(policy->conversations, row);
    }
    for (guint i = 0; findings && i < findings->all->len; i++) {
        iot_finding *finding = g_ptr_array_index(findings->all, i);
        iot_policy *policy =
            finding->device ? g_hash_table_lookup(fold->by_device, finding->device) : NULL;
        if (policy)
            g_ptr_array_add(policy->findings, finding);
    }
}

iot_policies *
iot_policies_new(const iot_report *report)
{
    iot_policies *policies = g_new0(iot_policies, 1);

    policies->all = g_ptr_array_new_with_free_func(policy_free);
    policies->interned = iot_interned_new();
    folding fold = {
        .policies = policies,
        .report = report,
        .by_device = g_hash_table_new(NULL, NULL),
        .by_key = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL),
        .answered = g_hash_table_new(NULL, NULL),
        .answerable = g_hash_table_new(NULL, NULL),
        .addresses = g_hash_table_new_full(at_address_hash, at_address_equal, g_free, NULL),
    };
    add_policies(&fold);
    for (uint32_t i = 0; i < iot_capture_flows(report->capture); i++) {
        iot_flow_id flow = iot_capture_flow_at(report->capture, i);
        iot_count count = iot_counters_get(report->counters, flow);
        if (count.packets > 0)
            fold_flow(&fold, flow, &count);
    }
    deal_out(&fold);
    drop_unanswered(&fold);
    sort_permits(policies);
    g_hash_table_unref(fold.by_device);
    g_hash_table_unref(fold.by_key);
    g_hash_table_unref(fold.answered);
    g_hash_table_unref(fold.answerable);
    g_hash_table_unref(fold.addresses);
    return policies;
}

void
iot_policies_free(iot_policies *policies)
{
    if (!policies)
        return;
    g_ptr_array_unref(policies->all);
    iot_interned_free(policies->interned);
    g_free(policies);
}
