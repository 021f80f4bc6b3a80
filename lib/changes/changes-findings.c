/* changes-findings.c - what is worth a look on one side only
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/changes-internal.h"

/* What is found of a new remote is told with it. */
static bool
is_of_new_remote(const changes_pair *pair, const iot_trait *finding)
{
    gpointer change = NULL;

    if (!finding->remote ||
        !g_hash_table_lookup_extended(pair->new_remotes, finding->remote, NULL, &change))
        return false;
    if (change) {
        iot_change *told = change;
        char *more = g_strdup_printf("%s; finding: %s", told->evidence, finding->text);
        g_free(told->evidence);
        told->evidence = more;
    }
    return true;
}

static void
add_new(changes_pair *pair, const iot_trait *finding)
{
    char span[IOT_UNITS_TEXT];
    iot_change *change = changes_add(
        pair->changes, IOT_CHANGE_NEW, IOT_CHANGE_FINDING, pair->after->device, finding->text,
        "found after; before, in %s, there was none", changes_span(pair->changes->before, span));

    change->frame = finding->frame;
}

static void
add_gone(changes_pair *pair, const iot_trait *finding)
{
    const iot_trait *remote =
        finding->remote ? iot_snapshot_trait(pair->before, IOT_CHANGE_REMOTE, finding->remote)
                        : NULL;
    char span[IOT_UNITS_TEXT];

    /* Of a remote that is not there, nothing else can be missing; and one without a name goes on to
     * have none, whatever is found of it. */
    const iot_trait *now = finding->remote
                               ? iot_snapshot_trait(pair->after, IOT_CHANGE_REMOTE, finding->remote)
                               : NULL;
    if (finding->remote && (!now || now->nameless))
        return;
    if (changes_is_gone(pair->changes,
                        remote ? remote->silence_ns
                               : iot_watched_total(pair->changes->before->watched),
                        pair->after->incomplete))
        changes_add(pair->changes, IOT_CHANGE_GONE, IOT_CHANGE_FINDING, pair->after->device,
                    finding->text, "found before; not in the %s after",
                    changes_span(pair->changes->after, span));
}

void
changes_of_findings(changes_pair *pair)
{
    for (guint i = 0; i < pair->after->traits->len; i++) {
        const iot_trait *finding = g_ptr_array_index(pair->after->traits, i);
        if (finding->topic == IOT_CHANGE_FINDING &&
            !iot_snapshot_trait(pair->before, IOT_CHANGE_FINDING, finding->key) &&
            !is_of_new_remote(pair, finding))
            add_new(pair, finding);
    }
    for (guint i = 0; i < pair->before->traits->len; i++) {
        const iot_trait *finding = g_ptr_array_index(pair->before->traits, i);
        if (finding->topic == IOT_CHANGE_FINDING &&
            !iot_snapshot_trait(pair->after, IOT_CHANGE_FINDING, finding->key))
            add_gone(pair, finding);
    }
}
