/* summary-internal.h - a part of a summary as a value, between capture and text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SUMMARY_INTERNAL_H
#define IOT_SUMMARY_INTERNAL_H

#include "archive/summary.h"
#include "base/interned.h"
#include "capture/capture-export.h"

/* A fact as it stands in a line: what all kinds have is one and the same. */
typedef struct fact_members {
    iot_fact_kind kind;
    uint32_t end, other; /* of the packet */
    uint32_t number;
    iot_addr addr;
    iot_mac mac, by;
    bool flag;
    const char *text, *owner; /* borrowed; NULL: none */
} fact_members;

/* Who can be on either side of a flow. */
typedef struct part_end {
    iot_mac mac;
    iot_addr addr;
} part_end;

#define NO_STREAM UINT32_MAX

typedef struct part_flow {
    uint32_t from, to; /* ends */
    uint32_t stream;   /* NO_STREAM: none */
    iot_transport transport;
    const char *protocol; /* of a flow without stream; NULL: unknown */
    uint32_t frame;       /* first */
    bool asks;            /* in no stream: some packet asks */
    int64_t rtt_ns;       /* smallest sample of packets from `from` to `to`; 0: none */
    iot_count count;
    uint32_t copy_of;       /* another part that has it, too; 0: none (summary-copies.h) */
    int64_t copy_offset_ns; /* so much later it came here, by the clock */
} part_flow;

typedef struct part {
    const char *title;
    iot_collector by; /* name NULL: nobody writes it again */
    uint32_t frames;
    int64_t first_ns, last_ns; /* both 0: nobody knows, as of a table of sessions */
    uint64_t dropped;
    iot_count rest;         /* packets in no flow */
    iot_count copies;       /* packets that are others once more */
    GArray *ends;           /* of part_end; 0 is none */
    GArray *facts;          /* of iot_told, by frame; its endpoints are ends */
    GArray *streams;        /* of iot_stream_record, which own their lives */
    GArray *flows;          /* of part_flow, by frame */
    iot_interned *interned; /* backs the texts */
} part;

part *part_new(void);
void part_free(part *p);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(part, part_free)

/* summary-take.c: a settled capture as a part. */
part *part_of_capture(const iot_capture *capture, const iot_counters *counters, const char *title);
/* summary-pack.c: a text as something smaller, and back; must be freed by the caller. */
GBytes *part_pack(const char *text, gsize length);
char *part_unpack(GBytes *packed);
/* summary-replay.c: tells a capture what the part says.
 * @param base frames before this part */
void part_replay(const part *p, uint32_t base, iot_capture *capture, iot_counters *counters);
/* summary-write.c: one line without its end; must be freed by the caller. */
char *part_to_line(const part *p);
/* summary-facts.c: the word for a kind of fact. Static. */
const char *part_fact_kind_name(iot_fact_kind kind);
/* What stands in a line; and a fact made of that, without time, frame and times. */
fact_members part_fact_members(const iot_told *told);
iot_told part_fact_of(const fact_members *members);
/* True if a fact of that kind has a text. */
bool part_fact_has_text(iot_fact_kind kind);
/* What is wrong with members of a line, but for a text that is missing; NULL: nothing. Static. */
const char *part_fact_fault(const fact_members *members);
/* Orders facts by frame; those of one frame by what they say, as tables have no order. */
int part_fact_compare(gconstpointer a, gconstpointer b);
/* The time that the line begins with; false if it is no part of a summary. */
bool part_line_time(const char *line, int64_t *ret_first_ns);
/* The line with escapes for all that cannot be seen, so that who prints it can: only in strings
 * does a line have anything but ASCII. NULL if there is something that no line has. Must be freed
 * by the caller. */
char *part_line_shown(const char *line);
/* How much of a line tells the part apart from others: all but what people call its capture. */
gsize part_line_identity(const char *line);
/* The rest of a line, with names that are as long as names may be. NULL: it is the rest of none.
 * Must be freed by the caller. */
char *part_rest_bounded(const char *rest);
/* Who writes the part again, by the rest of its line. The name is NULL if nobody does, and must be
 * freed by the caller otherwise. */
void part_line_collector(const char *rest, iot_collector *ret_by, char **ret_name);
/* summary-parse.c: NULL, with the fault, if the line says what cannot be. */
part *part_from_line(const char *line, gsize length, GError **error);

#endif
