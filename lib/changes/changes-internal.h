/* changes-internal.h - what every comparison has at hand; internal
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_CHANGES_INTERNAL_H
#define IOT_CHANGES_INTERNAL_H

#include "base/units.h"
#include "changes/changes.h"

/* A device of both sides. */
typedef struct changes_pair {
    iot_changes *changes;
    const iot_snapshot_device *before, *after;
    GHashTable *new_remotes;  /* key -> the change that tells of it; NULL: none does */
    GHashTable *gone_remotes; /* keys */
} changes_pair;

/* Adds a change; `what` is copied, the evidence is a printf format. */
iot_change *changes_add(iot_changes *changes, iot_change_kind kind, iot_change_topic topic,
                        const iot_device *device, const char *what, const char *format, ...)
    G_GNUC_PRINTF(6, 7);

/* True if what is missing on the later side would have been seen there three times, if it was never
 * missing for longer than that on the earlier one. Else it is counted as unsaid.
 * @param incomplete the later side left something of the kind out */
bool changes_is_gone(iot_changes *changes, int64_t silence_ns, bool incomplete);
/* How long a side was watched, as people read it. Returns `buffer`. */
const char *changes_span(const iot_snapshot *side, char buffer[IOT_UNITS_TEXT]);

/* changes-devices.c: which device of the one side is which of the other. By what it is known, MAC
 * or else; several that go by the same name are nobody's. */
typedef struct changes_side {
    GHashTable *by_mac, *by_other; /* key -> iot_snapshot_device; NULL: of several */
} changes_side;

void changes_side_begin(changes_side *side, const iot_snapshot *snapshot);
void changes_side_clear(changes_side *side);
/* The one of the side `there`; NULL: none.
 * @param here the side that `like` is of; NULL: nobody knows all of it yet */
const iot_snapshot_device *changes_side_find(const changes_side *there, const changes_side *here,
                                             const iot_device *like);
/* True if it is known by something that is its own, and that does not change. */
bool changes_has_key(const iot_device *device);
/* Who was only spoken to may never have been there. */
bool changes_is_there(const iot_snapshot_device *device);

/* changes-remotes.c: whom it talks to, and by what. */
void changes_of_remotes(changes_pair *pair);
/* True if a trait of remotes or services of `after` is nothing that `before` has, by whatever name.
 */
bool changes_is_new(const iot_snapshot_device *before, const iot_snapshot_device *after,
                    const iot_trait *trait);
/* changes-values.c: what it is called, is, and how much and how often it talks. */
void changes_of_values(changes_pair *pair);
/* changes-findings.c: what is worth a look. */
void changes_of_findings(changes_pair *pair);

#endif
