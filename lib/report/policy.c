/* policy.c - what each device needs: the allow-list that its traffic amounts to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "report/policy-internal.h"

#include <string.h>

/* Permits found by their keys. */
struct iot_policies_fold {
    const iot_capture *capture;
    iot_interned *names;
    GHashTable *by_device;  /* iot_device -> iot_policy */
    GHashTable *by_key;     /* key text -> iot_permit */
    GHashTable *answered;   /* iot_permit: the device did its part */
    GHashTable *answerable; /* iot_permit -> iot_policy, of what devices offer */
    GHashTable *addresses;  /* at_address: what permits have already */
};

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
policy_free(gpointer data)
{
    iot_policy *policy = data;

    g_ptr_array_unref(policy->permits);
    g_ptr_array_unref(policy->conversations);
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

static iot_permit *
permit_add(iot_policies_fold *fold, iot_policy *policy, const iot_policy_view *seen,
           iot_permit_kind kind, const char *dns_name)
{
    iot_permit *permit = iot_policy_permit_new(fold->names, seen, kind, dns_name);

    g_ptr_array_add(policy->permits, permit);
    if (seen->offers && kind != IOT_PERMIT_GROUP)
        g_hash_table_insert(fold->answerable, permit, policy);
    return permit;
}

/* Devices of the same name are different ones; so are names that DNS tells apart. NULL at the cap.
 */
static iot_permit *
permit_of(iot_policies_fold *fold, iot_policy *policy, const iot_policy_view *seen)
{
    const iot_flow_view *view = seen->view;
    const iot_service *service = &view->service;
    iot_permit_kind kind = iot_policy_kind(fold->capture, seen);
    const char *dns_name = view->remote ? iot_policy_dns_name(view) : NULL;
    char text[IOT_ADDR_TEXT];
    g_autofree char *other = seen->peer     ? g_strdup_printf("#%u", iot_device_id(seen->peer))
                             : view->remote ? g_strdup(view->name)
                             : iot_policy_groups_as_one(seen)
                                 ? g_strdup("")
                                 : g_strdup(iot_addr_format(seen->other, text));
    g_autofree char *key =
        g_strdup_printf("%u %d %d %d %u %s %s %s", iot_device_id(seen->device), (int)kind,
                        seen->offers, (int)service->transport, service->port,
                        service->transport == IOT_TRANSPORT_NONE ? service->protocol : "",
                        dns_name ? dns_name : "", other);
    iot_permit *permit = g_hash_table_lookup(fold->by_key, key);

    if (!permit) {
        if (policy->permits->len >= IOT_POLICY_PERMITS_MAX) {
            policy->left_out++;
            return NULL;
        }
        permit = permit_add(fold, policy, seen, kind, dns_name);
        g_hash_table_insert(fold->by_key, g_steal_pointer(&key), permit);
    }
    if (!permit->service.protocol)
        permit->service.protocol = service->protocol;
    return permit;
}

static void
add_address(iot_policies_fold *fold, iot_policy *policy, iot_permit *permit, const iot_addr *addr)
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

static iot_policy *
policy_get(iot_policies_fold *fold, const iot_device *device)
{
    iot_policy *policy = g_hash_table_lookup(fold->by_device, device);

    if (policy)
        return policy;
    policy = g_new0(iot_policy, 1);
    policy->device = device;
    policy->permits = g_ptr_array_new_with_free_func(iot_policy_permit_free);
    policy->conversations = g_ptr_array_new();
    g_hash_table_insert(fold->by_device, (gpointer)device, policy);
    return policy;
}

static void
fold_side(iot_policies_fold *fold, const iot_policy_view *seen, const iot_count *count)
{
    iot_policy *policy = policy_get(fold, seen->device);
    iot_permit *permit = permit_of(fold, policy, seen);

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

/* What a flow is to be counted for. */
typedef struct counting {
    iot_policies_fold *fold;
    const iot_count *count;
} counting;

static void
add_side(const iot_policy_view *seen, void *user_data)
{
    const counting *into = user_data;

    fold_side(into->fold, seen, into->count);
}

void
iot_policies_add(void *fold, const iot_fold_flow *flow)
{
    iot_policy_foreach_side(flow->capture, flow->id, flow->view, add_side,
                            &(counting){fold, &flow->count});
}

static void
drop_unanswered(iot_policies_fold *fold, const iot_policies *policies)
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
    for (guint i = 0; i < policies->all->len; i++) {
        iot_policy *one = g_ptr_array_index(policies->all, i);
        GPtrArray *kept = g_ptr_array_new_with_free_func(iot_policy_permit_free);
        for (guint p = 0; p < one->permits->len; p++) {
            iot_permit *each = g_ptr_array_index(one->permits, p);
            if (each->kind == IOT_PERMIT_KINDS)
                iot_policy_permit_free(each);
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

/* In the order of the devices. */
static void
add_policies(iot_policies_fold *fold, const struct iot_report *report, const GPtrArray *devices,
             iot_policies *policies)
{
    g_autoptr(GHashTable) owners = iot_policy_owners(fold->capture, devices);

    for (guint i = 0; i < devices->len; i++) {
        const iot_device_row *row = g_ptr_array_index(devices, i);
        iot_policy *policy = policy_get(fold, row->base.device);
        policy->report = report;
        policy->row = row;
        policy->slug = iot_policy_slug(policy->device, owners);
        g_ptr_array_add(policies->all, policy);
    }
}

/* Rows to the devices that they are about. */
static void
deal_out(iot_policies_fold *fold, const GPtrArray *conversations)
{
    for (guint i = 0; i < conversations->len; i++) {
        iot_conversation_row *row = g_ptr_array_index(conversations, i);
        iot_policy *policy = g_hash_table_lookup(fold->by_device, row->base.device);
        if (policy && !row->peer && iot_traffic_packets(&row->base.traffic) > 0)
            g_ptr_array_add(policy->conversations, row);
    }
}

iot_policies_fold *
iot_policies_begin(iot_interned *names, const iot_capture *capture)
{
    iot_policies_fold *fold = g_new0(iot_policies_fold, 1);

    fold->capture = capture;
    fold->names = names;
    fold->by_device = g_hash_table_new(NULL, NULL);
    fold->by_key = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    fold->answered = g_hash_table_new(NULL, NULL);
    fold->answerable = g_hash_table_new(NULL, NULL);
    fold->addresses = g_hash_table_new_full(at_address_hash, at_address_equal, g_free, NULL);
    return fold;
}

iot_policies *
iot_policies_end(iot_policies_fold *fold, const struct iot_report *report, const GPtrArray *devices,
                 const GPtrArray *conversations)
{
    iot_policies *policies = g_new(iot_policies, 1);

    policies->all = g_ptr_array_new_with_free_func(policy_free);
    add_policies(fold, report, devices, policies);
    deal_out(fold, conversations);
    drop_unanswered(fold, policies);
    sort_permits(policies);
    g_hash_table_unref(fold->by_device);
    g_hash_table_unref(fold->by_key);
    g_hash_table_unref(fold->answered);
    g_hash_table_unref(fold->answerable);
    g_hash_table_unref(fold->addresses);
    g_free(fold);
    return policies;
}

void
iot_policies_free(iot_policies *policies)
{
    if (!policies)
        return;
    g_ptr_array_unref(policies->all);
    g_free(policies);
}
