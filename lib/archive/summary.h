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

/** Problems that are told of one text; one of noise has more lines than anybody wants to read of.
 */
#define IOT_SUMMARY_PROBLEMS_MAX 20

typedef struct iot_summary iot_summary;

/** What two collectors both heard. */
typedef struct iot_shared {
    const char *one, *other; /**< their names */
    uint64_t flows, packets; /**< that are proven to be the same, and count once */
    uint64_t differing;      /**< flows of the same ends and port at the same time that count
                                differently: perhaps the same; they count twice */
    int64_t ahead_ns;        /**< the other's clock before the one's; of such a flow, the latest */
} iot_shared;

/** Who writes a part again and again while packets come. What it says of itself is no part of what
 *  tells parts apart. */
typedef struct iot_collector {
    const char *name;    /**< of a host, and where it listens */
    int64_t written_ns;  /**< when, by its own clock, ns since the epoch */
    uint32_t interval_s; /**< until it will be written again, seconds */
} iot_collector;

iot_summary *iot_summary_new(void);
void iot_summary_free(iot_summary *summary);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_summary, iot_summary_free)

/** From now on a line has at most `line_bytes` (0: IOT_SUMMARY_LINE_MAX_BYTES), and all together,
 * as they are kept, at most `all_bytes` (0: no limit). Others are problems. */
void iot_summary_set_room(iot_summary *summary, gsize line_bytes, uint64_t all_bytes);
/** The largest line that is read. */
gsize iot_summary_line_max(const iot_summary *summary);
/** What all parts take, as they are kept. */
uint64_t iot_summary_bytes(const iot_summary *summary);
/** True if there was no room for one of them. */
bool iot_summary_is_full(const iot_summary *summary);
/** Adds a problem of somebody who reads for the summary; takes ownership of it. */
void iot_summary_complain(iot_summary *summary, GPtrArray *problems, char *problem);
/** How many problems were counted only, as there were IOT_SUMMARY_PROBLEMS_MAX already where they
 *  would have been added. */
unsigned iot_summary_untold(const iot_summary *summary);

/** Adds a part made of a settled capture that keeps what reports need (reports_only).
 *  @param title what people know the capture by; not part of what tells parts apart from others */
void iot_summary_add_capture(iot_summary *summary, const iot_capture *capture,
                             const iot_counters *counters, const char *title);
/** The same of a capture that goes on, and whose part will be written again.
 *  @param by its name is what people know the capture by */
void iot_summary_add_collected(iot_summary *summary, const iot_capture *capture,
                               const iot_counters *counters, const iot_collector *by);
/** Adds the parts of another one, which share their memory. False if there is no room for all. */
bool iot_summary_add_all(iot_summary *summary, const iot_summary *from);
/** Leaves out parts that their collector wrote again later, with more in it: those of the same name
 *  and first packet. What is left is in its order.
 *  @return how many were left out */
unsigned iot_summary_drop_earlier(iot_summary *summary);
/** Adds the parts of a summary as text. A line that is none is a problem, and the rest is used.
 *  @param label how problems call the text
 *  @param problems char*, "LABEL: line 3: is no part of a summary", at most
 *   IOT_SUMMARY_PROBLEMS_MAX; NULL: nobody asks
 *  @return how many parts were read, known ones too */
unsigned iot_summary_read(iot_summary *summary, const char *text, gsize length, const char *label,
                          GPtrArray *problems);
/** The same of a file, compressed by gzip or not, of at most 256 MiB. False with G_FILE_ERROR if it
 *  cannot be read, or holds no part at all. */
bool iot_summary_read_file(iot_summary *summary, const char *path, GPtrArray *problems,
                           GError **error);
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
/** When part `i` has its first packet and its last, ns since the epoch: once it was replayed or
 *  checked; until then the first is both. */
void iot_summary_span(const iot_summary *summary, unsigned i, int64_t *ret_first_ns,
                      int64_t *ret_last_ns);
/** Who writes part `i`. False, with `ret_by` untouched, if nobody said so. The name is valid for
 * the lifetime of the summary. */
bool iot_summary_collector(const iot_summary *summary, unsigned i, iot_collector *ret_by);
/** Leaves out the parts that iot_summary_replay would.
 *  @return how many there are then */
unsigned iot_summary_check(iot_summary *summary, GPtrArray *problems);
/** Writes the parts, oldest first. */
void iot_summary_write(iot_summary *summary, GString *out);
/** Of iot_shared: what the parts that were replayed last have in common, if collectors wrote them.
 *  Valid until the next replay. */
const GArray *iot_summary_shared(const iot_summary *summary);
/** Tells a capture that keeps what reports need, and counters, all that the parts say. Packets that
 *  two collectors heard (summary-copies.h) count as copies. A part that
 *  cannot be understood is a problem and left out.
 *  @return how many parts were replayed */
unsigned iot_summary_replay(iot_summary *summary, iot_capture *capture, iot_counters *counters,
                            GPtrArray *problems);

IOT_END_DECLS

#endif
