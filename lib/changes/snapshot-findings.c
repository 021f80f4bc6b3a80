/* snapshot-findings.c - what is worth a look, and what is regular
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/snapshot-internal.h"

#include "base/interned.h"

#include <string.h>

/* Whom a finding is about, by the key that remotes have; NULL: nobody, or none of them. An address
 * by several services has several: any of them will do. */
static const char *
about(const iot_snapshot *snapshot, const iot_snapshot_device *device, const iot_finding *finding)
{
    const GPtrArray *there;

    if (finding->name && !snapshot_is_address(finding->name)) {
        g_autofree char *key = snapshot_name_key(finding->name);
        return iot_interned_keep(snapshot->texts, key);
    }
    there = iot_snapshot_at(device, IOT_CHANGE_REMOTE, &finding->addr);
    return there ? ((const iot_trait *)g_ptr_array_index(there, 0))->key : NULL;
}

/* What is regular has a topic of its own, and who is new to the inventory is no change of its. */
static bool
is_told_elsewhere(iot_finding_kind kind)
{
    return kind == IOT_FINDING_PERIODIC || kind == IOT_FINDING_PERIODIC_STOPPED ||
           kind == IOT_FINDING_NEW_DEVICE;
}

/* Must be freed by the caller. */
static char *
finding_key(const iot_finding *finding, const char *remote)
{
    return g_strdup_printf("%s %s", iot_finding_kind_name(finding->kind), remote ? remote : "");
}

/* Of the nameless each is somebody; servers that are one have one rhythm. */
static const char *
rhythm_key(const iot_finding *finding, const char *remote)
{
    return snapshot_is_address(finding->name) ? finding->name : remote;
}

static void
add_finding(iot_snapshot_device *to, const iot_finding *finding, const char *remote)
{
    const char *kind = iot_finding_kind_name(finding->kind);
    g_autofree char *key = finding_key(finding, remote);
    g_autofree char *text =
        finding->name ? g_strdup_printf("%s: %s", kind, finding->name) : g_strdup(kind);
    iot_trait *trait = snapshot_trait(to, IOT_CHANGE_FINDING, key, text);

    trait->remote = remote;
    trait->frame = trait->frame ? trait->frame : finding->first_frame;
}

/* Where one has several rhythms, or on several ports, nobody knows which is which on the other
 * side.
 */
static void
add_rhythm(iot_snapshot_device *to, const iot_finding *finding, const char *remote)
{
    const char *key = rhythm_key(finding, remote);
    bool several = iot_snapshot_trait(to, IOT_CHANGE_RHYTHM, key) != NULL;
    iot_trait *trait = snapshot_trait(to, IOT_CHANGE_RHYTHM, key, finding->name);

    trait->nameless = snapshot_is_address(finding->name);
    trait->remote = remote;
    trait->frame = finding->first_frame;
    trait->stopped = finding->kind == IOT_FINDING_PERIODIC_STOPPED;
    trait->number = several ? 0 : finding->interval_s;
    trait->least = finding->interval_s - finding->jitter_s;
    trait->most = finding->interval_s + finding->jitter_s;
}

void
snapshot_add_findings(iot_snapshot *snapshot, iot_snapshot_device *to, const iot_findings *findings)
{
    const GPtrArray *mine = iot_findings_of_device(findings, to->device);

    for (guint i = 0; mine && i < mine->len; i++) {
        const iot_finding *finding = g_ptr_array_index(mine, i);
        const char *remote = about(snapshot, to, finding);
        if (!is_told_elsewhere(finding->kind))
            add_finding(to, finding, remote);
        else if (finding->kind != IOT_FINDING_NEW_DEVICE && remote)
            add_rhythm(to, finding, remote);
    }
}

const iot_trait *
snapshot_find_finding(iot_snapshot *snapshot, const iot_snapshot_device *device,
                      const iot_finding *finding)
{
    const char *remote = about(snapshot, device, finding);

    if (is_told_elsewhere(finding->kind))
        return remote ? iot_snapshot_trait(device, IOT_CHANGE_RHYTHM, rhythm_key(finding, remote))
                      : NULL;
    g_autofree char *key = finding_key(finding, remote);
    return iot_snapshot_trait(device, IOT_CHANGE_FINDING, key);
}
