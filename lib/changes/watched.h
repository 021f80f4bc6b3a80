/* watched.h - the time in which packets would have been seen
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Captures of Monday and of Friday say nothing of the days between: who was silent, and for how
 * long, is told by the time that was watched.
 */
#ifndef IOT_WATCHED_H
#define IOT_WATCHED_H

#include "archive/summary.h"
#include "base/decls.h"

#include <glib.h>
#include <stdint.h>

IOT_BEGIN_DECLS

/** From the first packet of what was read in one piece to its last, ns since the epoch. */
typedef struct iot_span {
    int64_t first_ns, last_ns;
} iot_span;

/** Makes it reach to that time, too. @param span {0, 0}: none yet */
void iot_span_add(iot_span *span, int64_t time_ns);
/** Those of the parts of a summary that was replayed or checked, of iot_span. Must be freed by the
 *  caller using g_array_unref. */
GArray *iot_spans_of_summary(const iot_summary *summary);

typedef struct iot_watched iot_watched;

/** @param spans of iot_span, in any order; what two have in common counts once */
iot_watched *iot_watched_new(const GArray *spans);
void iot_watched_free(iot_watched *watched);
/** All of it, ns. */
int64_t iot_watched_total(const iot_watched *watched);
/** How much of it was before that time, ns. */
int64_t iot_watched_before(const iot_watched *watched, int64_t time_ns);

IOT_END_DECLS

#endif
