/* rule-gateway.c - who says that it has what others have
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "findings/findings-internal.h"

#include <string.h>

/* Who comes in asks by an address that it had elsewhere (RFC 4436): by one. */
#define FORGED_MIN 2

/* Claims of one MAC. */
typedef struct claimant {
    iot_mac mac;
    iot_mac former;          /* who had the first address */
    iot_addr first;          /* address: the gateway's, if that is among them */
    uint32_t frame, gateway; /* of the first claim, and of the first to a gateway's address; 0 */
    uint32_t addresses;
} claimant;

/* Goes through what payloads said, address by address. */
typedef struct claims_walk {
    finder *find;
    GPtrArray *found;    /* of claimant */
    GHashTable *known;   /* iot_mac* in a claimant -> it */
    GHashTable *relayed; /* iot_mac*: DHCP told who speaks for whom, and it is one of them */
    iot_addr addr;       /* whose timeline it is at */
    iot_mac owner;       /* who had it, as far as that is believed */
    bool owned;
} claims_walk;

/* A router in front of others that stand in for each other (RFC 5798, and the two before it). */
static bool
is_shared_mac(const iot_mac *mac)
{
    static const struct {
        uint8_t bytes[5], length;
    } shared[] = {
        {{0x00, 0x00, 0x5e, 0x00, 0x01}, 5}, /* VRRP, CARP */
        {{0x00, 0x00, 0x5e, 0x00, 0x02}, 5}, /* by IPv6 */
        {{0x00, 0x00, 0x0c, 0x07, 0xac}, 5}, /* HSRP */
        {{0x00, 0x00, 0x0c, 0x9f, 0}, 4},    /* its second version */
        {{0x00, 0x07, 0xb4, 0, 0}, 3},       /* GLBP */
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(shared); i++)
        if (memcmp(mac->bytes, shared[i].bytes, shared[i].length) == 0)
            return true;
    return false;
}

/* A laptop at its dock and in the air. */
static bool
are_one_device(const finder *find, const iot_mac *one, const iot_mac *other)
{
    const iot_devices *devices = iot_capture_devices(find->capture);
    const iot_device *device = iot_devices_lookup_mac(devices, one);

    return device && device == iot_devices_lookup_mac(devices, other);
}

/* Both ends of each relay that DHCP told of. */
static GHashTable *
relayed_by_dhcp(const finder *find)
{
    const iot_relayed *relayed = iot_capture_relayed(find->capture);
    GHashTable *macs = g_hash_table_new(iot_mac_hash, iot_mac_equal_key);

    for (uint32_t i = 0; i < iot_relayed_count(relayed); i++) {
        const iot_relay *relay = iot_relayed_get(relayed, i);
        if (iot_addr_is_set(&relay->addr))
            continue;
        g_hash_table_add(macs, (gpointer)&relay->by);
        g_hash_table_add(macs, (gpointer)&relay->mac);
    }
    return macs;
}

/* Extenders speak for those behind them, and show those the gateway as themselves. */
static bool
stands_in(const claims_walk *at, const iot_mac *mac)
{
    return iot_forwarders_is(iot_capture_forwarders(at->find->capture), mac,
                             IOT_FORWARDER_EXTENDER) ||
           g_hash_table_contains(at->relayed, mac);
}

/* Whose MAC never sends is behind somebody else. */
static bool
sends_itself(const finder *find, const iot_mac *mac)
{
    const iot_device *device = iot_devices_lookup_mac(iot_capture_devices(find->capture), mac);

    return device && iot_device_id(device) < find->first_frames->len &&
           g_array_index(find->first_frames, uint32_t, iot_device_id(device)) > 0;
}

/* There are honest reasons for a second MAC at an address. */
static bool
is_excused(const claims_walk *at, const iot_mac *mac, const iot_mac *owner)
{
    return is_shared_mac(mac) || is_shared_mac(owner) || rules_kin_of(mac) == rules_kin_of(owner) ||
           are_one_device(at->find, mac, owner) || stands_in(at, mac) ||
           !sends_itself(at->find, mac);
}

static bool
is_gateway(const finder *find, const iot_mac *mac)
{
    return iot_forwarders_is(iot_capture_forwarders(find->capture), mac, IOT_FORWARDER_GATEWAY);
}

static void
add_claim(claims_walk *at, const iot_mac *mac, uint32_t frame, bool of_gateway)
{
    claimant *known = g_hash_table_lookup(at->known, mac);

    if (!known) {
        known = g_new0(claimant, 1);
        *known = (claimant){.mac = *mac, .former = at->owner, .first = at->addr, .frame = frame};
        g_ptr_array_add(at->found, known);
        g_hash_table_insert(at->known, &known->mac, known);
    }
    known->addresses++;
    if (of_gateway && !known->gateway) {
        known->gateway = frame;
        known->former = at->owner;
        known->first = at->addr;
    }
}

/* Who only says so is a liar where the owner goes on to send; at the gateway's address, whoever it
 * is. */
static void
take_claim(const iot_addr *addr, const iot_mac *mac, uint32_t frame, void *data)
{
    claims_walk *at = data;
    const finder *find = at->find;
    const iot_bindings *bindings = iot_capture_bindings(find->capture);

    if (!iot_addr_equal(addr, &at->addr)) {
        at->addr = *addr;
        at->owner = *mac;
        at->owned = iot_bindings_is_sender(bindings, addr, mac);
        return;
    }
    bool of_gateway = at->owned && is_gateway(find, &at->owner);
    bool sends = iot_bindings_is_sender(bindings, addr, mac);
    if (iot_mac_equal(mac, &at->owner))
        return;
    if (at->owned && !is_excused(at, mac, &at->owner) &&
        (of_gateway || (!sends && iot_bindings_is_denied(bindings, addr, mac)))) {
        g_hash_table_add(at->find->claimed, g_memdup2(addr, sizeof *addr));
        add_claim(at, mac, frame, of_gateway);
        return;
    }
    at->owner = *mac;
    at->owned = sends;
}

static void
tell_claimant(finder *find, const claimant *one)
{
    const iot_device *device =
        iot_devices_lookup_mac(iot_capture_devices(find->capture), &one->mac);
    char mac[IOT_MAC_TEXT], text[IOT_ADDR_TEXT], former[IOT_MAC_TEXT];
    uint32_t others = one->addresses - 1;
    g_autofree char *more = others ? g_strdup_printf(", and %u other%s that others send from",
                                                     others, others == 1 ? "" : "s")
                                   : g_strdup("");
    iot_finding *finding =
        rules_add(find, one->gateway ? IOT_FINDING_CHANGED_GATEWAY : IOT_FINDING_FORGED_ARP,
                  IOT_SEVERITY_WARNING, device, one->gateway ? one->gateway : one->frame,
                  "%s claims %s by ARP, the address of %s%s%s", iot_mac_format(&one->mac, mac),
                  iot_addr_format(&one->first, text), one->gateway ? "the gateway " : "",
                  iot_mac_format(&one->former, former), more);

    finding->addr = one->first;
    finding->name = g_strdup(text);
    finding->count = one->addresses;
}

void
rule_changed_gateway(finder *find)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) known = g_hash_table_new(iot_mac_hash, iot_mac_equal_key);
    g_autoptr(GHashTable) relayed = relayed_by_dhcp(find);
    claims_walk at = {.find = find, .found = found, .known = known, .relayed = relayed};

    iot_bindings_foreach_payload(iot_capture_bindings(find->capture), take_claim, &at);
    for (guint i = 0; i < found->len; i++) {
        const claimant *one = g_ptr_array_index(found, i);
        if (one->gateway || one->addresses >= FORGED_MIN)
            tell_claimant(find, one);
    }
}
