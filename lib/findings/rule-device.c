/* rule-device.c - who is there, and what it may do
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "findings/findings-internal.h"
#include "reference/allow-list.h"

#include <string.h>

/* More than that many names of one address tell nothing apart. */
#define ALTERNATIVES_MAX 64

void
rule_devices_fold(void *find, const iot_fold_flow *flow)
{
    const iot_device *sender = flow->view->src;
    GArray *frames = ((finder *)find)->first_frames;

    if (sender && g_array_index(frames, uint32_t, iot_device_id(sender)) == 0)
        g_array_index(frames, uint32_t, iot_device_id(sender)) =
            iot_capture_first_frame(flow->capture, flow->id);
}

/* Made up by machines for machines that they run, by those who document them. */
static const struct {
    uint8_t bytes[4], length;
} virtual_macs[] = {
    {{0x02, 0x42}, 2},             /* Docker */
    {{0x0a, 0x58}, 2},             /* Kubernetes' network plugins */
    {{0x52, 0x54, 0x00}, 3},       /* QEMU, KVM */
    {{0x52, 0x55}, 2},             /* QEMU's own router... */
    {{0x52, 0x56, 0x00, 0x00}, 4}, /* ...by IPv6 */
    {{0xfe, 0x54, 0x00}, 3},       /* libvirt's end of these */
    {{0x0a, 0x00, 0x27}, 3},       /* VirtualBox, towards its host */
    {{0x02, 0x50, 0x00}, 3},       /* Docker's machine on desktops */
    {{0x02, 0x15, 0xb2}, 3},       /* Android's emulator */
    {{0x02, 0x00, 0x4c, 0x4f}, 4}, /* loopback adapter of Windows */
    {{0xee, 0xee, 0xee, 0xee}, 4}, /* Calico */
};

static bool
is_virtual_mac(const iot_mac *mac)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(virtual_macs); i++)
        if (memcmp(mac->bytes, virtual_macs[i].bytes, virtual_macs[i].length) == 0)
            return true;
    return false;
}

/* Others write their address into it. */
static bool
is_mac_of_address(const iot_device *device)
{
    const uint8_t *mac = iot_device_mac(device)->bytes;
    const GArray *addresses = iot_device_addresses(device);

    for (guint i = 0; i < addresses->len; i++) {
        const iot_addr *addr = &g_array_index(addresses, iot_addr, i);
        if (addr->family == 4 && memcmp(mac + 2, addr->bytes, 4) == 0)
            return true;
    }
    return false;
}

uint64_t
rules_kin_of(const iot_mac *mac)
{
    uint64_t kin = 0;

    for (unsigned i = 1; i < 5; i++)
        kin = kin << 8 | mac->bytes[i];
    return kin;
}

/* What makes a made-up MAC no phone's: others that are there. */
typedef struct others {
    GHashTable *kin;         /* fold key: kin of MACs that somebody registered */
    GHashTable *names;       /* of devices that have such MACs: hosts of virtual interfaces */
    GHashTable *stand_ins;   /* iot_mac*: they send for clients whose MACs DHCP tells */
    bool in_virtual_machine; /* some router is one that software made: all of it is */
} others;

static void
add_registered(others *all, const iot_device *device)
{
    const iot_mac *mac = iot_device_mac(device);

    if (!iot_mac_is_set(mac) || iot_mac_is_local(mac))
        return;
    g_hash_table_add(all->kin, iot_fold_key(rules_kin_of(mac)));
    g_hash_table_add(all->names, (gpointer)iot_device_name(device));
}

static others
others_of(const finder *find)
{
    const iot_devices *devices = iot_capture_devices(find->capture);
    const iot_relayed *relayed = iot_capture_relayed(find->capture);
    const iot_forwarders *forwarders = iot_capture_forwarders(find->capture);
    others all = {
        .kin = iot_fold_keys_new(NULL),
        .names = g_hash_table_new(iot_hash_text, g_str_equal),
        .stand_ins = g_hash_table_new(iot_mac_hash, iot_mac_equal_key),
    };

    for (uint32_t i = 0; i < find->first_frames->len; i++) {
        const iot_device *device = iot_devices_get(devices, i);
        add_registered(&all, device);
        all.in_virtual_machine |= is_virtual_mac(iot_device_mac(device)) &&
                                  iot_forwarders_has(forwarders, iot_device_mac(device));
    }
    for (uint32_t i = 0; i < iot_relayed_count(relayed); i++)
        g_hash_table_add(all.stand_ins, (gpointer)&iot_relayed_get(relayed, i)->by);
    return all;
}

static void
others_clear(others *all)
{
    g_hash_table_unref(all->kin);
    g_hash_table_unref(all->names);
    g_hash_table_unref(all->stand_ins);
}

/* It runs the network, as no phone does. */
static bool
is_infrastructure(const finder *find, const iot_device *device)
{
    const iot_servers *servers = iot_capture_announced(find->capture);

    if (iot_device_behaviour(device) & IOT_BEHAVES_FOR_OTHERS)
        return true;
    for (unsigned i = 0; i < iot_servers_dhcp_count(servers); i++)
        if (iot_mac_equal(&iot_servers_dhcp(servers, i)->mac, iot_device_mac(device)))
            return true;
    return false;
}

/* Without an address it has not come in, and a frame in the air can be garbled. */
static bool
has_random_mac(const finder *find, const iot_device *device, const others *all)
{
    const iot_mac *mac = iot_device_mac(device);
    uint64_t kin = rules_kin_of(mac);

    return iot_mac_is_set(mac) && iot_mac_is_local(mac) && iot_device_addresses(device)->len > 0 &&
           !all->in_virtual_machine && !is_virtual_mac(mac) && !is_mac_of_address(device) &&
           !is_infrastructure(find, device) && !g_hash_table_contains(all->kin, &kin) &&
           !g_hash_table_contains(all->names, iot_device_name(device)) &&
           !g_hash_table_contains(all->stand_ins, mac);
}

void
rule_devices(finder *find)
{
    const iot_devices *devices = iot_capture_devices(find->capture);
    const iot_inventory *inventory = find->settings->inventory;
    const GArray *frames = find->first_frames;
    others all = others_of(find);

    for (uint32_t i = 0; i < frames->len; i++) {
        const iot_device *device = iot_devices_get(devices, i);
        uint32_t frame = g_array_index(frames, uint32_t, i);
        if (frame == 0)
            continue;
        if (inventory && !iot_inventory_is_empty(inventory) && !iot_device_is_known(device))
            rules_add(find, IOT_FINDING_NEW_DEVICE, IOT_SEVERITY_WARNING, device, frame,
                      "is not in the inventory");
        if (has_random_mac(find, device, &all))
            rules_add(find, IOT_FINDING_RANDOM_MAC, IOT_SEVERITY_NOTE, device, frame,
                      "its MAC is made up, as phones do for privacy: it can be another next time");
    }
    others_clear(&all);
}

static void
add_conflict(const iot_addr *addr, const iot_mac *one, const iot_mac *other, uint32_t frame,
             uint32_t moves, void *user_data)
{
    finder *find = user_data;
    const iot_devices *devices = iot_capture_devices(find->capture);
    char a[IOT_MAC_TEXT], b[IOT_MAC_TEXT], text[IOT_ADDR_TEXT];
    const iot_device *device = iot_devices_lookup_mac(devices, one);

    /* A laptop at its dock and in the air. */
    if (device && device == iot_devices_lookup_mac(devices, other))
        return;
    if (g_hash_table_contains(find->claimed, addr))
        return;
    iot_finding *finding = rules_add(find, IOT_FINDING_TWO_DEVICES, IOT_SEVERITY_WARNING, NULL,
                                     frame, "%s and %s both claim the address, in turns",
                                     iot_mac_format(one, a), iot_mac_format(other, b));

    finding->addr = *addr;
    finding->name = g_strdup(iot_addr_format(addr, text));
    finding->count = moves;
}

void
rule_two_devices(finder *find)
{
    iot_capture_foreach_conflict(find->capture, add_conflict, find);
}

/* What the user and the manufacturer say of one device; either may be missing. */
typedef struct permission {
    const char *allow;
    const iot_mud *mud;
} permission;

static bool
is_in_mud(finder *find, const iot_contact *one, const char *name, const iot_mud *mud)
{
    const iot_mud_contact asked = {
        .by_device = one->by_device,
        .name = name,
        .addr = one->addr,
        .transport = one->service.transport,
        .port = one->service.port,
        .resolver = rules_is_own(find, IOT_ROLE_RESOLVER, &one->addr),
        .time_server = rules_is_own(find, IOT_ROLE_TIME_SERVER, &one->addr),
    };

    return iot_mud_allows(mud, &asked);
}

/* NULL where only a certificate has it: anybody can show one for any name. */
static const char *
name_to_go_by(const iot_contact *one)
{
    return one->name_source == IOT_REMOTE_CERTIFICATE ? NULL : one->name;
}

/* A gatekeeper goes by what DNS was asked, which the stream's own name can hide. */
static bool
is_allowed(finder *find, const iot_contact *one, const permission *may)
{
    const char *name = name_to_go_by(one);

    if (may->allow && iot_allow_matches(may->allow, name, &one->addr, one->service.port))
        return true;
    return may->mud && (is_in_mud(find, one, name, may->mud) ||
                        (one->question && is_in_mud(find, one, one->question, may->mud)));
}

/* Other names that the device was answered for the address. */
static bool
is_allowed_by_another(finder *find, const iot_contact *one, const permission *may)
{
    const char *names[ALTERNATIVES_MAX];
    iot_flow_view view = {.device = one->device, .remote = &one->addr};
    unsigned n = iot_capture_alternatives(find->capture, &view, names, ALTERNATIVES_MAX);

    for (unsigned i = 0; i < n; i++)
        if ((may->allow && iot_allow_matches(may->allow, names[i], NULL, one->service.port)) ||
            (may->mud && is_in_mud(find, one, names[i], may->mud)))
            return true;
    return false;
}

static char *
tell_denial(const permission *may)
{
    if (!may->mud)
        return g_strdup("is not among the allowed destinations");
    return g_strdup_printf("is not %sin its MUD file %s",
                           may->allow ? "among the allowed destinations, nor " : "",
                           iot_mud_file(may->mud));
}

static void
add_beyond(finder *find, iot_finding_kind kind, const iot_contact *first, uint32_t n,
           const char *evidence)
{
    if (n > 0)
        rules_add_contact(
            find, kind, kind == IOT_FINDING_AMBIGUOUS ? IOT_SEVERITY_NOTE : IOT_SEVERITY_WARNING,
            first, first->connection->first_frame, n, "%s/%u %s",
            iot_transport_name(first->service.transport), first->service.port, evidence);
}

/* One name can have addresses inside and outside of an allowed network. */
static void
judge_destinations(finder *find, const iot_series *list, const permission *may)
{
    const iot_contact *denied = NULL, *doubtful = NULL;
    uint32_t n_denied = 0, n_doubtful = 0;

    for (guint i = 0; i < list->contacts->len; i++) {
        const iot_contact *one = g_ptr_array_index(list->contacts, i);
        if (is_allowed(find, one, may))
            continue;
        if (is_allowed_by_another(find, one, may)) {
            doubtful = doubtful ? doubtful : one;
            n_doubtful++;
        } else {
            denied = denied ? denied : one;
            n_denied++;
        }
    }
    g_autofree char *denial = tell_denial(may);
    add_beyond(find, IOT_FINDING_NOT_ALLOWED, denied, n_denied, denial);
    add_beyond(find, IOT_FINDING_AMBIGUOUS, doubtful, n_doubtful,
               "is allowed under another name of its address, not under this");
}

void
rule_not_allowed(finder *find)
{
    const iot_mud_files *files = find->settings->mud;

    for (guint i = 0; i < find->contacts->series->len; i++) {
        const iot_series *list = g_ptr_array_index(find->contacts->series, i);
        const iot_device *device = list->first->device;
        permission may = {
            .allow = iot_device_allow(device),
            .mud =
                files ? iot_mud_find(files, iot_device_mac(device), iot_device_name(device)) : NULL,
        };
        if (list->first->by_device && (may.allow || may.mud))
            judge_destinations(find, list, &may);
    }
}
