/* capture-internal.h - the tables of a capture, for the files of which it is made
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who may write is plain from the types. capture-observe.c, capture-facts.c and
 * capture-import.c take in evidence, capture-prune.c and capture-prune-flows.c take it away.
 * who-is-who.c works out from it who is who, and writes that down where nobody else can.
 * capture-view.c answers questions, and what it is given is const.
 */
#ifndef IOT_CAPTURE_INTERNAL_H
#define IOT_CAPTURE_INTERNAL_H

#include "capture/capture-tables.h"
#include "capture/who-is-who.h"
#include "tables/dns-aliases.h"

struct iot_capture {
    bool reports_only;
    uint64_t memory_bytes; /* 0: tables have no limits but their caps */
    bool crowded;          /* thinned out as far as it goes, and over its memory still */
    bool grown;            /* since somebody looked whether there is room */
    const iot_inventory *inventory;
    iot_signatures *signatures;            /* ours */
    const iot_signatures *signatures_used; /* those, or with the user's on top */
    iot_localnet *localnet;
    iot_bindings *bindings;
    iot_relayed *relayed;
    iot_dns_answers *answers;
    GHashTable *nearby; /* iot_addr* -> nearby_flags: who answered at once */
    iot_dns_aliases *aliases;
    iot_dns_queries *queries;
    iot_detours *detours;
    iot_servers *servers;
    iot_evidences *evidences;
    GHashTable *unreachable; /* iot_addr*: an ICMP error said so */
    GHashTable *mentioned;   /* iot_addr*: DNS responses had them, and named them in no way */
    iot_smallest_rtts *smallest_rtts;
    iot_flows *flows;
    iot_who_is_who *who;
    GArray *flow_of_frame; /* iot_flow_id by frame number */
    GArray *copies;        /* iot_copy, by frame number */
    uint64_t dropped; /* unreachable and mentioned addresses, flows thinned out, what a summary left
                         out */
    uint32_t last_frame; /* of the latest observation */
    uint64_t observations;
    bool timed;                /* of some it is known when they were */
    int64_t first_ns, last_ns; /* earliest and latest of these */
    bool timeless;             /* nobody knows when the one was that is taken in now */

    uint64_t pruned_observations; /* how many there were when there was too much last */
    uint32_t pruned_ends;         /* how many endpoints there were then */
};

/* A frame that is another one once more. */
typedef struct iot_copy {
    uint32_t frame, of;
} iot_copy;

/* How those packets came that answered below a millisecond: with the time to live that their sender
 * gave them, or with less, by way of others. */
enum nearby_flags { NEARBY_AT_ONCE = 1, NEARBY_PASSED_ON = 2 };

/* A packet from `addr` came so. */
void iot_capture_note_nearby(iot_capture *capture, const iot_addr *addr, enum nearby_flags flag);

/* Who told a fact. */
typedef struct told_by {
    const iot_observation *obs;
    uint32_t src, dst; /* endpoints of the packet */
    uint32_t times;    /* so many packets told the same */
} told_by;

/* There was a packet at that time. */
void iot_capture_take_time(iot_capture *capture, int64_t time_ns);
/* Takes in what a packet proves of addresses, by its facts and by its header. */
void iot_capture_take_proofs(iot_capture *capture, const iot_observation *obs);
/* Then, once its ends have numbers, takes in all else that it tells. */
void iot_capture_take_told(iot_capture *capture, const told_by *by);

/* And what it shows its sender to do. */
void iot_capture_take_behaviour(iot_capture *capture, const iot_observation *obs);

#endif
