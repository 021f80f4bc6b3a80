/* who-is-who.c - works out who is who, and keeps it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "capture/who-is-who-internal.h"

#include "base/text.h"

#include <string.h>

/* Of the bytes of names that were claimed, those of what DNS has are at most so much. */
#define HOME_NAMES_SHARE 4

iot_who_is_who *
iot_who_new(const iot_who_evidence *evidence, iot_vendor_fn vendor, void *vendor_data,
            bool reports_only)
{
    iot_who_is_who *who = g_new0(iot_who_is_who, 1);

    who->evidence = *evidence;
    who->reports_only = reports_only;
    who->devices = iot_devices_new(vendor, vendor_data);
    who->conversations = iot_conversations_new();
    who->links = iot_links_new(&(iot_links_evidence){.localnet = evidence->localnet,
                                                     .bindings = evidence->bindings,
                                                     .relayed = evidence->relayed,
                                                     .flows = evidence->flows,
                                                     .answers = evidence->answers});
    who->claims = iot_claims_new();
    who->home_names = iot_home_names_new();
    who->resolved = g_array_new(FALSE, TRUE, sizeof(resolved));
    who->order = g_array_new(FALSE, FALSE, sizeof(iot_flow_id));
    return who;
}

void
iot_who_free(iot_who_is_who *who)
{
    if (!who)
        return;
    g_array_unref(who->order);
    g_array_unref(who->resolved);
    iot_home_names_free(who->home_names);
    iot_claims_free(who->claims);
    iot_links_free(who->links);
    iot_conversations_free(who->conversations);
    iot_devices_free(who->devices);
    g_free(who);
}

void
iot_who_set_inventory(iot_who_is_who *who, const iot_inventory *inventory)
{
    iot_devices_set_inventory(who->devices, inventory);
}

void
iot_who_set_signatures(iot_who_is_who *who, const iot_signatures *signatures)
{
    who->signatures = signatures;
    iot_devices_set_signatures(who->devices, signatures);
}

void
iot_who_add_gateway(iot_who_is_who *who, const iot_mac *mac)
{
    iot_links_add_gateway(who->links, mac);
}

/* A proof that some sender was local after all can take back that its MAC is a gateway. Looking at
 * all endpoints for it is paid for by as many packets. */
void
iot_who_reconsider(iot_who_is_who *who)
{
    iot_links_reconsider(who->links);
}

void
iot_who_add_flow(iot_who_is_who *who, iot_flow_id flow)
{
    if (flow != IOT_FLOW_NONE && who->resolved->len <= flow)
        g_array_set_size(who->resolved, flow + 1);
}

void
iot_who_drop_flow(iot_who_is_who *who, iot_flow_id flow)
{
    g_array_index(who->resolved, resolved, flow) = (resolved){0};
}

static char *
first_label(const char *name)
{
    return g_strndup(name, strcspn(name, "."));
}

/* A name of an address is that of who had it when the name was told. */
static bool
is_told_of(const iot_who_is_who *who, const iot_device *device, const iot_addr *addr,
           const iot_home_told *told)
{
    end owner = iot_who_end_at(who, addr, told->frame);

    return iot_who_device_at(who, &owner) == device;
}

/* All that it was called are names by which the device is found, too, and whole ones. */
static void
give_home_name(iot_device *device, const iot_home_told *told, bool counts)
{
    g_autofree char *first = first_label(told->name);

    iot_device_keep_name(device, IOT_NAME_DNS, told->name);
    iot_device_keep_name(device, IOT_NAME_DNS, first);
    if (counts)
        iot_device_claim(device, IOT_NAME_DNS, first, told->frame);
}

/* What answers have counts where nobody who asked for the address was told a name. */
static void
name_by_address(iot_who_is_who *who, iot_device *device, const iot_addr *addr)
{
    iot_home_name home = iot_home_names_lookup(who->home_names, addr);
    guint n = home.told ? home.told->len : 0;
    bool own[2 * IOT_HOME_NAMES_TOLD_MAX + 1], forward = true;

    g_assert(n <= G_N_ELEMENTS(own));
    for (guint i = 0; i < n; i++) {
        const iot_home_told *told = &g_array_index(home.told, iot_home_told, i);
        own[i] = !(told->forward && home.contradicted) && is_told_of(who, device, addr, told);
        forward &= !own[i] || told->forward;
    }
    for (guint i = 0; i < n; i++) {
        const iot_home_told *told = &g_array_index(home.told, iot_home_told, i);
        if (own[i])
            give_home_name(device, told, told->forward == forward);
    }
}

iot_device *
who_admit(iot_who_is_who *who, const end *one)
{
    if (one->kind != END_DEVICE)
        return NULL;
    iot_device *device = iot_mac_is_set(&one->mac) ? iot_devices_get_mac(who->devices, &one->mac)
                                                   : iot_devices_get_addr(who->devices, &one->addr);
    if (device && iot_addr_is_set(&one->addr)) {
        iot_device_add_address(device, &one->addr);
        name_by_address(who, device, &one->addr);
    }
    return device;
}

/* Gives a claim to the device it belongs to by now. True if that is news to it. */
static bool
apply_claim(iot_who_is_who *who, const iot_said *claim)
{
    end claimant = iot_who_end_told(who, &claim->mac, &claim->addr, claim->frame);
    iot_device *device = who_admit(who, &claimant);
    bool lent = !iot_addr_is_set(&claim->addr) && !iot_mac_equal(&claim->mac, &claimant.mac);

    if (device && !lent)
        who_tell_name(device, claim);
    return device && (lent ? iot_device_lend : iot_device_claim)(device, claim->kind, claim->text,
                                                                 claim->last_frame);
}

/* Names are told of addresses that nobody has, too: that makes no device. */
static void
apply_home_name(iot_who_is_who *who, const iot_addr *addr)
{
    iot_home_name home = iot_home_names_lookup(who->home_names, addr);
    const iot_device *before = NULL;

    for (guint i = 0; home.told && i < home.told->len; i++) {
        end owner = iot_who_end_at(who, addr, g_array_index(home.told, iot_home_told, i).frame);
        const iot_device *device = iot_who_device_at(who, &owner);
        if (device && device != before && iot_who_is_local(who, addr))
            who_admit(who, &owner);
        before = device;
    }
}

static bool
is_of_home(const iot_who_is_who *who, const iot_addr *addr, const char *name)
{
    return name && iot_addr_is_unicast(addr) &&
           (iot_who_is_local(who, addr) || iot_home_names_is_private(name));
}

void
iot_who_answered(iot_who_is_who *who, const iot_addr *addr, const char *question, bool by_itself,
                 uint32_t frame)
{
    if (is_of_home(who, addr, question) &&
        iot_home_names_observe(who->home_names, addr, question, by_itself, frame))
        apply_home_name(who, addr);
}

static void
claim_for_address(iot_who_is_who *who, const iot_name_claim *told, uint32_t frame)
{
    if (told->forward)
        iot_who_answered(who, &told->addr, told->name, false, frame);
    else if (is_of_home(who, &told->addr, told->name) &&
             iot_home_names_observe_reverse(who->home_names, &told->addr, told->name, frame))
        apply_home_name(who, &told->addr);
}

void
iot_who_claim(iot_who_is_who *who, const iot_name_claim *told, uint32_t frame)
{
    if (told->source == IOT_NAME_DNS) {
        claim_for_address(who, told, frame);
        return;
    }
    g_autofree char *name = iot_claim_name(told->source, told->name);
    iot_said claim = {.kind = told->source,
                      .mac = told->mac,
                      .addr = told->addr,
                      .frame = frame,
                      .text = name,
                      .place = iot_bindings_revision_of(who->evidence.bindings, &told->addr)};

    if (!name || iot_text_is_placeholder(name))
        return;
    if (iot_claims_is_repeated(who->claims, &claim))
        return;
    const iot_said *beside, *kept = iot_claims_add(who->claims, &claim, &beside);
    if (kept)
        apply_claim(who, kept);
    if (beside)
        apply_claim(who, beside);
}

/* @param live what its ends do is looked at now, and not with all others */
static void
place_ends(iot_who_is_who *who, iot_flow_id id, bool live)
{
    resolved *ends = &g_array_index(who->resolved, resolved, id);
    iot_conversation what;

    if (ends->revision == iot_who_revision(who))
        return;
    const iot_flow *flow = iot_flows_flow(who->evidence.flows, id);
    end src = iot_who_end_of(who, flow->src, flow->first_frame, false);
    end dst = iot_who_end_of(who, flow->dst, flow->first_frame, true);
    iot_device *sender = who_admit(who, &src), *receiver = who_admit(who, &dst);
    if (live) {
        who_watch(who, sender);
        who_watch(who, receiver);
    }
    *ends = iot_who_resolve_ends(who, flow, &src, &dst);
    if (iot_who_conversation_of(who, flow, ends, &what))
        ends->conversation = iot_conversations_number(who->conversations, &what);
}

static void
place_name(iot_who_is_who *who, iot_flow_id id, bool settles)
{
    resolved *ends = &g_array_index(who->resolved, resolved, id);
    iot_revision now = iot_who_names_revision(who);
    iot_dns_source source;

    if (!ends->has_remote || ends->names_revision == now)
        return;
    const iot_flow *flow = iot_flows_flow(who->evidence.flows, id);
    iot_dns_answers_asker asker = iot_who_asker_for(who, iot_who_near_device(ends));
    iot_dns_answers_file(who->evidence.answers, iot_who_remote_of(who, flow, ends), &asker,
                         settles);
    ends->answer = iot_who_look_up_answer(who, flow, ends, &source);
    ends->dns_source = source;
    ends->names_revision = now;
}

void
iot_who_place(iot_who_is_who *who, iot_flow_id id)
{
    if (id == IOT_FLOW_NONE)
        return;
    place_ends(who, id, true);
    place_name(who, id, false);
    who_tell_new_texts(who);
    who_name_devices(who);
}

/* What is known changed: devices keep their numbers, and are told anew what they are called. */
static void
tell_anew(iot_who_is_who *who)
{
    iot_devices_forget(who->devices);
    who->listed = who->home_named = who->told = IOT_REVISION_NONE;
    who->told_texts = 0;
    iot_conversations_clear(who->conversations);
    for (uint32_t i = 0; i < iot_claims_count(who->claims); i++)
        apply_claim(who, iot_claims_get(who->claims, i));
    for (iot_flow_id id = 1; id <= iot_flows_count(who->evidence.flows); id++)
        g_array_index(who->resolved, resolved, id).revision = IOT_REVISION_NONE;
    who->settled_flows = 0;
    who->named_flows = 0;
}

static int
compare_first_frames(gconstpointer a, gconstpointer b, gpointer data)
{
    const iot_flows *flows = data;
    uint32_t x = iot_flows_flow(flows, *(const iot_flow_id *)a)->first_frame;
    uint32_t y = iot_flows_flow(flows, *(const iot_flow_id *)b)->first_frame;

    return x < y ? -1 : x > y;
}

/* Numbers of flows are given again and tell no order: all is gone through anew. */
static void
settle_anew(iot_who_is_who *who, uint64_t observations)
{
    const iot_flows *flows = who->evidence.flows;

    if (who->settled_observations == observations)
        return;
    who->settled_observations = observations;
    tell_anew(who);
    g_array_set_size(who->order, 0);
    for (iot_flow_id id = 1; id <= iot_flows_count(flows); id++)
        if (iot_flows_has(flows, id))
            g_array_append_val(who->order, id);
    g_array_sort_with_data(who->order, compare_first_frames, (gpointer)flows);
    for (guint i = 0; i < who->order->len; i++)
        place_ends(who, g_array_index(who->order, iot_flow_id, i), false);
}

static void
list_told(const iot_addr *addr, const iot_mac *mac, uint32_t frame, void *user_data)
{
    const iot_who_is_who *who = user_data;
    const iot_bindings_view *view = iot_links_view(who->links);
    const iot_device *known =
        iot_devices_lookup_mac(who->devices, view->stand_in(mac, view->user_data));

    if (known && iot_who_is_local(who, addr) &&
        !iot_localnet_is_edge(who->evidence.localnet, addr) &&
        iot_bindings_is_credible(who->evidence.bindings, addr, mac, frame, view))
        iot_device_add_address(iot_devices_get_mac(who->devices, iot_device_mac(known)), addr);
}

/* Many a device has an address that only ARP tells of. */
static void
list_told_addresses(iot_who_is_who *who)
{
    iot_revision now = iot_who_revision(who) + iot_devices_count(who->devices);

    if (who->listed == now)
        return;
    iot_bindings_foreach_payload(who->evidence.bindings, list_told, who);
    who->listed = now;
}

static void
tell_home_names(iot_who_is_who *who)
{
    iot_revision now = iot_who_revision(who) + iot_devices_count(who->devices) +
                       iot_home_names_revision(who->home_names);

    if (who->home_named == now)
        return;
    for (uint32_t i = 0; i < iot_home_names_count(who->home_names); i++) {
        iot_home_name one = iot_home_names_get(who->home_names, i);
        apply_home_name(who, &one.addr);
    }
    who->home_named = now;
}

void
iot_who_settle_devices(iot_who_is_who *who, uint64_t observations)
{
    iot_links_refresh(who->links);
    if (who->reports_only) {
        settle_anew(who, observations);
    } else {
        if (who->settled_revision != iot_who_revision(who))
            tell_anew(who);
        /* New flows are gone through even if they taught nothing: conversations are numbered. */
        while (who->settled_flows < iot_flows_count(who->evidence.flows))
            place_ends(who, ++who->settled_flows, false);
        who->settled_revision = iot_who_revision(who);
    }
    list_told_addresses(who);
    tell_home_names(who);
    who_tell_texts(who);
    who_watch_all(who);
    who_name_devices(who);
}

void
iot_who_settle(iot_who_is_who *who, uint64_t observations)
{
    iot_revision now = iot_who_names_revision(who);

    iot_who_settle_devices(who, observations);
    if (who->settled_names != now)
        who->named_flows = 0;
    for (; who->named_flows < iot_who_flows(who); who->named_flows++)
        place_name(who, iot_who_flow_at(who, who->named_flows), true);
    who->settled_names = now;
}

void
iot_who_prune_claims(iot_who_is_who *who, uint64_t bytes, iot_said_fn packets, void *user_data)
{
    iot_home_names_prune(who->home_names, bytes / HOME_NAMES_SHARE);
    iot_claims_prune(who->claims, bytes, packets, user_data);
}

void
iot_who_forget(iot_who_is_who *who)
{
    iot_devices_clear(who->devices);
    who->listed = who->home_named = who->watched = who->told = IOT_REVISION_NONE;
    who->told_texts = 0;
    iot_conversations_clear(who->conversations);
    g_array_set_size(who->resolved, iot_flows_count(who->evidence.flows) + 1);
    memset(who->resolved->data, 0, who->resolved->len * sizeof(resolved));
    g_array_set_size(who->order, 0);
    who->named_flows = 0;
    who->settled_observations = UINT64_MAX;
    /* A gateway is who sent from a remote address that is still known. */
    iot_links_forget(who->links);
}
