/* rule-location.c - where databases put remotes, against what round trips allow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "base/units.h"
#include "findings/findings-internal.h"

/* A device and a name of which some address is impossible: told once, by the first. */
typedef struct proof {
    iot_contact first;
    uint32_t frame;
    iot_location location;
    uint32_t addresses; /* that are impossible */
} proof;

static void
judge(finder *find, GPtrArray *found, GHashTable *proofs, GHashTable *seen, iot_flow_id flow)
{
    iot_flow_view view;
    iot_location location;

    iot_capture_describe(find->capture, flow, &view);
    if (!view.remote || !view.device)
        return;
    iot_locate(&find->options->locator, view.remote, view.rtt_ns, &location);
    if (!location.impossible)
        return;
    g_autofree char *key = g_strdup_printf("%u %s", iot_device_id(view.device), view.name);
    proof *known = g_hash_table_lookup(proofs, key);
    if (!known) {
        known = g_new0(proof, 1);
        known->first = (iot_contact){.device = view.device,
                                     .name = iot_interned_keep(find->interned, view.name),
                                     .addr = *view.remote,
                                     .conversation = view.conversation};
        known->frame = iot_capture_first_frame(find->capture, flow);
        known->location = location;
        g_ptr_array_add(found, known);
        g_hash_table_insert(proofs, g_strdup(key), known);
    }
    known->addresses += g_hash_table_add(seen, g_strconcat(key, " ", view.remote_text, NULL));
}

static void
tell(finder *find, const proof *found)
{
    const iot_location *location = &found->location;
    const iot_place *place = location->place;
    char away[IOT_UNITS_TEXT], bound[IOT_UNITS_TEXT];

    rules_add_contact(find, IOT_FINDING_IMPOSSIBLE, IOT_SEVERITY_NOTE, &found->first, found->frame,
                      found->addresses,
                      "the database puts this host at least %s away (%s%s%s), the round trip "
                      "allows %s: a CDN, anycast or a wrong entry",
                      iot_format_km_down(location->geo_km - location->margin_km, away), place->city,
                      place->country ? ", " : "", place->country ? place->country : "",
                      iot_format_km(location->bound_km, bound));
}

void
rule_impossible(finder *find)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free); /* of proof */
    g_autoptr(GHashTable) proofs = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);

    if (!find->options->locator.geo || !find->options->locator.has_home)
        return;
    for (uint32_t i = 0; i < iot_capture_flows(find->capture); i++)
        judge(find, found, proofs, seen, iot_capture_flow_at(find->capture, i));
    for (guint i = 0; i < found->len; i++)
        tell(find, g_ptr_array_index(found, i));
}
