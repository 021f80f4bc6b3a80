/* summary-internal.h - a part of a summary as a value, between capture and text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_SUMMARY_INTERNAL_H
#define IOT_SUMMARY_INTERNAL_H

#include "archive/summary.h"
#include "base/interned.h"
#include "tables/flows.h"

/* What a fact is; facts of one frame stand in this order. */
typedef enum fact_kind {
    FACT_ONLINK,  /* addr/number is on-link */
    FACT_BINDING, /* addr is at mac; flag: ARP or neighbour discovery say so */
    FACT_ANSWER,  /* addr was answered to `end`; text: question, owner, number: seconds to live */
    FACT_CLAIM,   /* text is the name of mac, else of addr; number: iot_name_source */
    FACT_QUERY,   /* `end` asked `other` for text; flag: with recursion */
    FACT_SERVER,  /* addr is announced; number: iot_role */
    FACT_DHCP,    /* addr at mac answers as a DHCP server */
    FACT_UNREACHABLE, /* an ICMP error said so of addr */
    FACT_KINDS
} fact_kind;

/* What a packet told. Frames are the capture's; 0: nobody remembers. */
typedef struct fact {
    fact_kind kind;
    uint32_t frame;
    uint32_t end, other; /* ends */
    uint32_t number;
    uint32_t times; /* 0: once */
    int64_t time_ns;
    iot_addr addr;
    iot_mac mac;
    bool flag;
    const char *text, *owner;
} fact;

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
    int64_t rtt_ns;       /* smallest sample of packets from `from` to `to`; 0: none */
    iot_count count;
} part_flow;

typedef struct part {
    const char *title;
    uint32_t frames;
    int64_t first_ns, last_ns;
    uint64_t dropped;
    iot_count rest;         /* packets in no flow */
    GArray *ends;           /* of part_end; 0 is none */
    GArray *facts;          /* of fact, by frame */
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
/* The word for a kind of fact. Static. */
const char *part_fact_kind_name(fact_kind kind);
/* The time that the line begins with; false if it is no part of a summary. */
bool part_line_time(const char *line, int64_t *ret_first_ns);
/* The line with escapes for all that cannot be seen, so that who prints it can: only in strings
 * does a line have anything but ASCII. NULL if there is something that no line has. Must be freed
 * by the caller. */
char *part_line_shown(const char *line);
/* How much of a line tells the part apart from others: all but what people call its capture. */
gsize part_line_identity(const char *line);
/* summary-parse.c: NULL, with the fault, if the line says what cannot be. */
part *part_from_line(const char *line, gsize length, GError **error);

#endif
