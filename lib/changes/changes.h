/* changes.h - what is new, gone or different between two snapshots, device by device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Neutral statements, each with what both sides say of it. What was not seen again is said to be
 * gone only if the later side was watched for three times the longest silence of the earlier one;
 * where a side left something out, nobody can say what is new or gone. What could not be said is
 * counted. A device is the same by any of its MACs; one that makes its MAC up by the name that it
 * alone tells; one without a MAC by its address.
 *
 *     g_autoptr(iot_changes) changes = iot_changes_new(before, after, false);
 *     for (guint i = 0; i < changes->all->len; i++) ...
 */
#ifndef IOT_CHANGES_H
#define IOT_CHANGES_H

#include "base/decls.h"
#include "changes/snapshot.h"

IOT_BEGIN_DECLS

typedef enum iot_change_kind {
    IOT_CHANGE_NEW,
    IOT_CHANGE_GONE,
    IOT_CHANGE_DIFFERENT,
    IOT_CHANGE_KINDS
} iot_change_kind;

typedef struct iot_change {
    iot_change_kind kind;
    iot_change_topic topic;
    const iot_device *device; /**< of the later side; of the earlier one if it is gone */
    const char *key;      /**< of the trait, in its snapshot; "" where the device itself is it */
    char *what;           /**< the remote, the service ...; NULL: the topic says it. Owned */
    char *before, *after; /**< what each side has; NULL: nothing. Owned */
    char *evidence;       /**< one sentence for people, of both sides. Owned */
    int64_t at_ns;        /**< NEW: when it was seen first; GONE: last; 0: nobody knows */
    uint32_t frame;       /**< of the later side, that proves it; 0: none */
} iot_change;

typedef struct iot_changes {
    const iot_snapshot *before, *after; /**< the caller's */
    GPtrArray *all;  /**< of iot_change: by device, in the later side's order, those that are gone
                          last; then by topic and kind */
    unsigned common; /**< devices that both sides have */
    bool partly;
    unsigned unsaid;     /**< that only one side has, where that proves nothing */
    GHashTable *earlier; /**< internal: iot_snapshot_device -> that of the other side */
} iot_changes;

/** @param before, after must outlive the changes
 *  @param partly the later side is a selection, in which nothing can be missing */
iot_changes *iot_changes_new(const iot_snapshot *before, const iot_snapshot *after, bool partly);
void iot_changes_free(iot_changes *changes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_changes, iot_changes_free)

/** A later device as the earlier side has it; NULL: it has none, or `later` is NULL. */
const iot_snapshot_device *iot_changes_earlier(const iot_changes *changes,
                                               const iot_snapshot_device *later);
/** Whom location databases ask to be named where their places are told, each once, of const char *;
 *  empty: no change tells one. Must be freed by the caller using g_ptr_array_unref; the texts are
 *  valid for the lifetime of both sides. */
GPtrArray *iot_changes_attributions(const iot_changes *changes);
/** What whoever reads them should know, those names with it, a sentence each, of char *. Must be
 * freed by the caller using g_ptr_array_unref. */
GPtrArray *iot_changes_notes(const iot_changes *changes);
/** "new", "gone", "different"; static. */
const char *iot_change_kind_name(iot_change_kind kind);
/** "device", "remote", "software" ...; static. */
const char *iot_change_topic_name(iot_change_topic topic);

IOT_END_DECLS

#endif
