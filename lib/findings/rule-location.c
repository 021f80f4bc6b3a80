/* rule-location.c - where databases put remotes, against what round trips allow
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/units.h"
#include "findings/findings-internal.h"

/* A pair of which some address is impossible: told once, by the first. */
typedef struct proof {
    iot_contact first;
    uint32_t frame;
    iot_location location;
    uint32_t addresses; /* that are impossible */
} proof;

struct impossible {
    GPtrArray *found;   /* of proof */
    GHashTable *proofs; /* pair -> proof */
    GHashTable *seen;   /* fold key: pair and conversation, which has one address */
};

static struct impossible *
impossible_new(void)
{
    struct impossible *made = g_new(struct impossible, 1);

    made->found = g_ptr_array_new_with_free_func(g_free);
    made->proofs = g_hash_table_new(NULL, NULL);
    made->seen = iot_fold_keys_new(NULL);
    return made;
}

void
rule_impossible_fold(void *data, const iot_fold_flow *flow)
{
    finder *find = data;
    const iot_flow_view *view = flow->view;
    const iot_locator *locator = &find->settings->locator;
    gpointer pair = GUINT_TO_POINTER(flow->pair);
    iot_location location;

    if (!locator->geo || !locator->has_home || !view->remote || !view->device)
        return;
    iot_locate(locator, view->remote, view->bound_ns, &location);
    if (!location.impossible)
        return;
    struct impossible *all = find->impossible ? find->impossible : impossible_new();
    proof *known = g_hash_table_lookup(all->proofs, pair);
    find->impossible = all;
    if (!known) {
        known = g_new0(proof, 1);
        known->first = (iot_contact){.device = view->device,
                                     .name = iot_interned_keep(find->contacts->names, view->name),
                                     .addr = *view->remote,
                                     .conversation = view->conversation};
        known->frame = iot_capture_first_frame(find->capture, flow->id);
        known->location = location;
        g_ptr_array_add(all->found, known);
        g_hash_table_insert(all->proofs, pair, known);
    }
    known->addresses +=
        g_hash_table_add(all->seen, iot_fold_key((uint64_t)flow->pair << 32 | view->conversation));
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
    struct impossible *all = find->impossible;

    if (!all)
        return;
    for (guint i = 0; i < all->found->len; i++)
        tell(find, g_ptr_array_index(all->found, i));
    g_ptr_array_unref(all->found);
    g_hash_table_unref(all->proofs);
    g_hash_table_unref(all->seen);
    g_free(all);
}
