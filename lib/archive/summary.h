/* summary.h - what many captures told, small enough to be kept and put together
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A summary is a set of parts, one for each capture. A part holds what the capture's packets told,
 * each thing once, in their order: who is at which address, names, answers, questions, round trips;
 * and of each flow its packets and bytes. To replay parts, oldest first, is as good as to read
 * their captures one after the other, but for streams that go on from one into the next: there,
 * each part has a stream of its own.
 *
 * As text a part is one line of JSON (doc/archive.md), so that a summary is a text file of lines.
 * Its parts are sorted by time, and none is there twice: it makes no difference in what order and
 * in which groups summaries are put together. The size of a part grows with devices, remotes and
 * names, not with packets; in memory all but the one that is replayed are compressed.
 *
 *     g_autoptr(iot_summary) all = iot_summary_new();
 *     iot_summary_add_capture(all, capture, counters, "monday.pcap");
 *     iot_summary_read(all, text, length, "tuesday.summary", problems);
 *     iot_summary_write(all, out);
 *     iot_summary_replay(all, into, counters, problems);
 */
#ifndef IOT_SUMMARY_H
#define IOT_SUMMARY_H

#include "base/decls.h"
#include "capture/capture.h"
#include "capture/counters.h"

IOT_BEGIN_DECLS

/** Largest line read; a scan of a million addresses has 200 MB. */
#define IOT_SUMMARY_LINE_MAX_BYTES (1u << 30)

typedef struct iot_summary iot_summary;

iot_summary *iot_summary_new(void);
void iot_summary_free(iot_summary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_summary, iot_summary_free)

/** From now on a line has at most `line_bytes` (0: IOT_SUMMARY_LINE_MAX_BYTES), and all together,
 * as they are kept, at most `all_bytes` (0: no limit). Others are problems. */
void iot_summary_set_room(iot_summary *summary, gsize line_bytes, uint64_t all_bytes);
/** The largest line that is read. */
gsize iot_summary_line_max(const iot_summary *summary);

/** Adds a part made of a settled capture that keeps what reports need (reports_only).
 *  @param title what people know the capture by; not part of what tells parts apart from others */
void iot_summary_add_capture(iot_summary *summary, const iot_capture *capture,
                             const iot_counters *counters, const char *title);
/** Adds the parts of a summary as text. A line that is none is a problem, and the rest is used.
 *  @param label how problems call the text
 *  @param problems char*, "LABEL: line 3: is no part of a summary"; NULL: nobody asks
 *  @return how many parts were read, known ones too */
unsigned iot_summary_read(iot_summary *summary, const char *text, gsize length, const char *label,
                          GPtrArray *problems);
/** Adds one part: a line without its end, as those of iot_summary_read. One that is there
 *  already, whatever its title, is not added again.
 *  @param number of the line, for problems
 *  @return false if it is none, which is a problem */
bool iot_summary_read_line(iot_summary *summary, const char *text, gsize length, const char *label,
                           unsigned number, GPtrArray *problems);
/** How many parts there are. */
unsigned iot_summary_parts(const iot_summary *summary);
/** Part `i` as a line without its end, oldest first. Must be freed by the caller using g_free. */
char *iot_summary_line(iot_summary *summary, unsigned i);
/** Leaves out the parts that iot_summary_replay would.
 *  @return how many there are then */
unsigned iot_summary_check(iot_summary *summary, GPtrArray *problems);
/** Writes the parts, oldest first. */
void iot_summary_write(iot_summary *summary, GString *out);
/** Tells a capture that keeps what reports need, and counters, all that the parts say. A part that
 *  cannot be understood is a problem and left out.
 *  @return how many parts were replayed */
unsigned iot_summary_replay(iot_summary *summary, iot_capture *capture, iot_counters *counters,
                            GPtrArray *problems);

IOT_END_DECLS

#endif
