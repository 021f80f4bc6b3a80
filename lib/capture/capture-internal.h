/* capture-internal.h - the tables of a capture, for the files of which it is made
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who may write is plain from the types. capture-observe.c and capture-facts.c take in evidence.
 * capture-settle.c works out from it who is who: it makes devices, gives them names and addresses,
 * and numbers conversations. capture-ends.c and capture-view.c answer questions, and what they are
 * given is const.
 */
#ifndef IOT_CAPTURE_INTERNAL_H
#define IOT_CAPTURE_INTERNAL_H

#include "base/interned.h"
#include "capture/capture-tables.h"

/* A name somebody gave itself, kept so that it can be given to the right device once it is clear
 * which that is. */
typedef struct claim {
    iot_name_source source;
    iot_mac mac;
    iot_addr addr;
    uint32_t frame;
    const char *name; /* in capture->claim_names */
} claim;

/* Who claims from which source. Compared as bytes. */
typedef struct claim_key {
    uint8_t bytes[1 + sizeof(iot_mac) + sizeof(iot_addr)];
} claim_key;

/* What an end of a packet is. */
typedef enum end_kind { END_NOBODY, END_DEVICE, END_REMOTE, END_GROUP } end_kind;

/* Whom an end of a packet is proven to be. */
typedef struct end {
    end_kind kind;
    iot_mac mac;   /* of an END_DEVICE; none: it is known by its address only */
    iot_addr addr; /* of an END_DEVICE; none: the link has none */
} end;

/* What was worked out for a flow, and from which knowledge. */
typedef struct resolved {
    uint32_t generation;         /* of identity; 0: never */
    uint32_t answers_generation; /* of the answer; 0: never */
    uint32_t src, dst;           /* devices or IOT_DEVICE_NONE */
    uint32_t conversation;
    uint8_t direction;   /* iot_direction */
    uint8_t remote_side; /* iot_side; meaningful if has_remote */
    bool has_remote;
    uint8_t dns_source; /* iot_dns_source */
    const iot_dns_answer *answer;
} resolved;

struct iot_capture {
    bool reports_only;
    uint64_t memory_bytes; /* 0: tables have no limits but their caps */
    bool crowded;          /* thinned out as far as it goes, and over its memory still */
    bool grown;            /* since somebody looked whether there is room */
    const iot_inventory *inventory;
    iot_localnet *localnet;
    iot_bindings *bindings;
    iot_devices *devices;
    iot_dns_answers *answers;
    iot_dns_queries *queries;
    iot_servers *servers;
    GHashTable *unreachable; /* iot_addr*: an ICMP error said so */
    iot_smallest_rtts *smallest_rtts;
    iot_flows *flows;
    iot_conversations *conversations;
    GHashTable *gateways;   /* iot_mac*: MACs that sent from a remote address */
    GArray *claims;         /* of claim */
    GHashTable *claim_last; /* (source, mac, addr) -> name: only changes are kept */
    iot_interned *claim_names;
    uint64_t claim_text_bytes; /* of all claims' names */
    GArray *flow_of_frame;     /* iot_flow_id by frame number */
    GArray *resolved;          /* of resolved, by flow */
    uint64_t dropped;          /* claims, gateways, unreachable addresses */
    uint32_t last_frame;       /* of the latest observation */
    uint64_t observations;
    int64_t first_ns, last_ns; /* earliest and latest observation */

    uint32_t unasked;              /* changes of bindings that concern no local address */
    uint32_t gateways_changes;     /* counts additions and rebuilds */
    uint32_t gateways_localnet;    /* localnet generation of the last rebuild */
    uint32_t since_rebuild;        /* observations since then */
    uint32_t settled_generation;   /* identity generation of the last settling; 0: never */
    uint32_t settled_flows;        /* flows that were settled under it */
    uint32_t settled_answers;      /* as resolved.answers_generation, of all flows */
    uint32_t named_flows;          /* flows that were named under it */
    uint64_t settled_observations; /* reports_only: how many there were at the last settling */
    uint64_t pruned_observations;  /* how many there were when there was too much last */
    uint32_t pruned_ends;          /* how many endpoints there were then */
    GArray *order;                 /* reports_only: iot_flow_id by first frame, as settled */
};

/* Changes whenever some packet may belong to somebody else than thought before; never 0. */
uint32_t iot_capture_generation(const iot_capture *capture);
/* Changes whenever some remote may be called otherwise than thought before; never 0. */
uint32_t iot_capture_answers_generation(const iot_capture *capture);
/* Finds the gateways anew, if what is local changed since they were found. */
void iot_capture_refresh_gateways(iot_capture *capture);
/* Looks at the gateways anew, now and then. */
void iot_capture_reconsider_gateways(iot_capture *capture);
/* A unicast address that nothing proves local, by now. */
bool iot_capture_is_remote(const iot_capture *capture, const iot_addr *addr);

/* Take in the facts of a packet, in this order: what it proves of addresses... */
void iot_capture_take_proofs(iot_capture *capture, const iot_observation *obs);
/* ... the answers that went to endpoint `client`... */
void iot_capture_take_answers(iot_capture *capture, const iot_observation *obs, uint32_t client);
/* ... the names devices give themselves... */
void iot_capture_take_claims(iot_capture *capture, const iot_observation *obs);
/* ... and what only findings ask for: questions, servers, errors. */
void iot_capture_take_services(iot_capture *capture, const iot_observation *obs, uint32_t src,
                               uint32_t dst);

/* By what it replaces another one. */
claim_key iot_capture_claim_key(const claim *claim);
/* Claims were taken out of the list: makes what goes with it fit again. */
void iot_capture_renew_claims(iot_capture *capture);
/* Gives a claim to the device it belongs to by now. True if that is news to it. */
bool iot_capture_apply_claim(iot_capture *capture, const claim *claim);

/* Whom an endpoint is proven to be in a frame, which it sends or receives. */
end iot_capture_end_of(const iot_capture *capture, uint32_t endpoint, uint32_t frame,
                       bool receives);
/* Whom a local address is proven to be in a frame whose header has `header` beside it. */
end iot_capture_end_at(const iot_capture *capture, const iot_addr *addr, uint32_t frame,
                       const iot_mac *header);
/* The device of an end; NULL if it is none, or none that was settled. */
const iot_device *iot_capture_device_at(const iot_capture *capture, const end *who);
/* True if what the caller knows as its gateway is one: for iot_bindings_lookup. */
bool iot_capture_is_gateway(const iot_mac *mac, void *capture);
/* What the packets of a flow are between two ends that are these devices (or IOT_DEVICE_NONE);
 * their conversation and their name are left open. */
resolved iot_capture_resolve_ends(const iot_capture *capture, const iot_flow *flow, const end *src,
                                  const end *dst);
/* Which conversation the packets of a flow are in; false: in none. */
bool iot_capture_conversation_of(const iot_capture *capture, const iot_flow *flow,
                                 const resolved *ends, iot_conversation *ret_what);
/* The remote of a flow that has one, and the number of the device that it talks to. */
const iot_addr *iot_capture_remote_of(const iot_capture *capture, const iot_flow *flow,
                                      const resolved *ends);
uint32_t iot_capture_near_device(const resolved *ends);
/* That device, when it asks whom answers went to. */
iot_dns_answers_asker iot_capture_asker_for(const iot_capture *capture, uint32_t device);
/* The answer that names the remote of a flow that has one; NULL: none. */
const iot_dns_answer *iot_capture_answer_of(const iot_capture *capture, const iot_flow *flow,
                                            const resolved *ends, iot_dns_source *ret_source);

#endif
