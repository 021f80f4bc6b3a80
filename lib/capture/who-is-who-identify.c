/* who-is-who-identify.c - what devices are, from what they told and how they behave
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each device is judged when something was told of it or when it behaves otherwise than before, and
 * not when it is asked about.
 */
#include "capture/who-is-who-internal.h"
#include "base/text.h"
#include "identity/identity.h"

#include <string.h>

void
who_tell_name(iot_device *device, const iot_said *claim)
{
    if (claim->kind == IOT_NAME_SSDP || claim->kind == IOT_NAME_LABEL ||
        claim->kind == IOT_NAME_DNS)
        return;
    char first[IOT_NAME_MAX + 1];
    gsize length = MIN(strcspn(claim->text, "."), sizeof first - 1);

    memcpy(first, claim->text, length);
    first[length] = '\0';
    if (*first)
        iot_device_tell(device, &(iot_identity_text){first, claim->frame, IOT_EVIDENCE_HOST_NAME});
}

/* A gateway that is not known as the one behind its address asks for others all the same. */
static bool
is_asked_by_gateway(const iot_who_is_who *who, const iot_said *told, const iot_device *device)
{
    return told->kind == IOT_EVIDENCE_DNS_ASKS && !iot_mac_is_set(iot_device_mac(device)) &&
           iot_forwarders_has(iot_links_forwarders(who->links), &told->mac);
}

/* What HomeKit's accessories are called, and what tells them apart, which has no key. */
static void
tell_accessory(iot_device *device, const iot_said *told)
{
    static const char *const services[] = {"_hap._tcp ", "_hap._udp "};

    for (unsigned i = 0; i < G_N_ELEMENTS(services); i++) {
        if (!g_str_has_prefix(told->text, services[i]))
            continue;
        const char *text = told->text + strlen(services[i]);
        if (told->kind == IOT_EVIDENCE_MDNS_INSTANCE)
            iot_device_add_accessory(device, NULL, text);
        if (told->kind == IOT_EVIDENCE_MDNS_TXT && !strchr(text, '='))
            iot_device_add_accessory(device, text, NULL);
    }
}

static void
tell_text(iot_who_is_who *who, const iot_said *told)
{
    end teller = iot_who_end_told(who, &told->mac, &told->addr, told->frame);
    iot_device *device = who_admit(who, &teller);

    if (!device || is_asked_by_gateway(who, told, device))
        return;
    iot_device_tell(device, &(iot_identity_text){told->text, told->frame, told->kind});
    tell_accessory(device, told);
}

void
who_tell_new_texts(iot_who_is_who *who)
{
    const iot_evidences *evidences = who->evidence.evidences;

    for (; who->told_texts < iot_evidences_count(evidences); who->told_texts++)
        tell_text(who, iot_evidences_get(evidences, who->told_texts));
}

void
who_tell_texts(iot_who_is_who *who)
{
    iot_revision now = iot_who_revision(who) + iot_devices_count(who->devices) +
                       iot_evidences_revision(who->evidence.evidences);

    if (who->told == now)
        return;
    who->told_texts = 0;
    who_tell_new_texts(who);
    who->told = now;
}

/* When the device answered as a DHCP server first; 0: it never did. */
static uint32_t
handed_out(const iot_who_is_who *who, const iot_device *device)
{
    const iot_servers *servers = who->evidence.servers;
    const GArray *macs = iot_device_macs(device);

    for (unsigned i = 0; i < iot_servers_dhcp_count(servers); i++) {
        const iot_dhcp_server *server = iot_servers_dhcp(servers, i);
        for (guint m = 0; m < macs->len; m++)
            if (iot_mac_equal(&g_array_index(macs, iot_mac, m), &server->mac))
                return server->first_frame;
    }
    return 0;
}

static bool
is_resolver(const iot_who_is_who *who, const iot_device *device)
{
    const GArray *addrs = iot_device_addresses(device);

    for (guint i = 0; i < addrs->len; i++)
        if (iot_servers_has(who->evidence.servers, IOT_ROLE_RESOLVER,
                            &g_array_index(addrs, iot_addr, i)))
            return true;
    return false;
}

static unsigned
behaviour_of(const iot_who_is_who *who, const iot_device *device)
{
    const iot_forwarders *forwarders = iot_links_forwarders(who->links);
    const GArray *macs = iot_device_macs(device);
    unsigned behaviour = is_resolver(who, device) ? IOT_BEHAVES_FOR_OTHERS : 0;

    for (guint i = 0; i < macs->len; i++) {
        const iot_mac *mac = &g_array_index(macs, iot_mac, i);
        if (iot_forwarders_has(forwarders, mac))
            behaviour |= IOT_BEHAVES_FOR_OTHERS;
        if (iot_forwarders_is(forwarders, mac, IOT_FORWARDER_GATEWAY))
            behaviour |= IOT_BEHAVES_ROUTES;
    }
    if (behaviour & IOT_BEHAVES_ROUTES && handed_out(who, device) > 0)
        behaviour |= IOT_BEHAVES_HANDS_OUT;
    return behaviour;
}

void
who_watch(const iot_who_is_who *who, iot_device *device)
{
    if (device)
        iot_device_behave(device, behaviour_of(who, device));
}

void
who_watch_all(iot_who_is_who *who)
{
    iot_revision now = iot_who_revision(who) + iot_devices_count(who->devices) +
                       iot_servers_revision(who->evidence.servers);

    if (who->watched == now)
        return;
    for (uint32_t i = 0; i < iot_devices_count(who->devices); i++)
        who_watch(who, iot_devices_at(who->devices, i));
    who->watched = now;
}

void
iot_who_identify(const iot_who_is_who *who, const iot_device *device, iot_identity *ret_identity)
{
    size_t n_texts;
    const iot_identity_text *texts = iot_device_texts(device, &n_texts);
    unsigned behaviour = iot_device_behaviour(device);
    iot_identity_about about = {
        .texts = texts,
        .n_texts = (unsigned)n_texts,
        .brand = iot_device_brand(device),
        .routes = behaviour & IOT_BEHAVES_ROUTES,
        .speaks_for_others = behaviour & IOT_BEHAVES_FOR_OTHERS,
        .has_accessories = iot_device_has_accessories(device),
        .hands_out = behaviour & IOT_BEHAVES_HANDS_OUT,
        .handed_frame = behaviour & IOT_BEHAVES_HANDS_OUT ? handed_out(who, device) : 0,
    };

    iot_identity_judge(who->signatures, &about, ret_identity);
}

static void
judge(const iot_who_is_who *who, iot_device *device)
{
    char *evidence[IOT_IDENTITY_FACTS];
    iot_device_judgement judged;
    iot_identity identity;

    iot_who_identify(who, device, &identity);
    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++) {
        const iot_identity_item *item = &identity.facts[i];
        judged.facts[i] = *item->value ? item->value : NULL;
        judged.evidence[i] = evidence[i] = iot_identity_item_text(i, item);
    }
    g_autofree char *what = iot_identity_words(judged.facts);
    judged.what = what;
    iot_device_become(device, &judged);
    for (unsigned i = 0; i < IOT_IDENTITY_FACTS; i++)
        g_free(evidence[i]);
}

void
who_name_devices(iot_who_is_who *who)
{
    const GPtrArray *stale = iot_devices_stale(who->devices);

    /* Who gets a namesake joins them. One that got an address can be known to serve by that. */
    for (guint i = 0; who->signatures && i < stale->len; i++) {
        who_watch(who, g_ptr_array_index(stale, i));
        judge(who, g_ptr_array_index(stale, i));
    }
    iot_devices_settle(who->devices);
}
