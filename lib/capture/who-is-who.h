/* who-is-who.h - which device is behind each end of a flow, who sends for others, what they are
 * called
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one module that writes down what was worked out: it makes devices, gives them addresses and
 * names, numbers conversations, and keeps of each flow whom it went between. What
 * it works that out from is evidence that others took in, and const here. Its first half writes;
 * its second half takes a const one and tells, from what is kept where that still holds, else
 * worked out again and not kept: asking twice, in any order, gives the same.
 */
#ifndef IOT_WHO_IS_WHO_H
#define IOT_WHO_IS_WHO_H

#include "capture/direction.h"
#include "capture/links.h"
#include "identity/identity.h"
#include "tables/bindings.h"
#include "tables/claims.h"
#include "tables/conversations.h"
#include "tables/devices.h"
#include "tables/dns-answers.h"
#include "tables/evidences.h"
#include "tables/flows.h"
#include "tables/home-names.h"
#include "tables/servers.h"

/* What it rests on, which must outlive it. */
typedef struct iot_who_evidence {
    const iot_localnet *localnet;
    const iot_bindings *bindings;
    const iot_relayed *relayed;
    const iot_flows *flows;
    const iot_servers *servers;
    const iot_evidences *evidences;
    iot_dns_answers *answers; /* filed under devices here, and not changed otherwise */
} iot_who_evidence;

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
    iot_revision revision;       /* of the ends, iot_who_revision */
    iot_revision names_revision; /* of the answer, iot_who_names_revision */
    uint32_t src, dst;           /* devices or IOT_DEVICE_NONE */
    uint32_t conversation;
    uint8_t direction;   /* iot_direction */
    uint8_t remote_side; /* iot_side; meaningful if has_remote */
    bool has_remote;
    uint8_t dns_source; /* iot_dns_source */
    const iot_dns_answer *answer;
} resolved;

typedef struct iot_who_is_who iot_who_is_who;

/* Nobody yet; copies the evidence's pointers.
 * @param reports_only as of the capture */
iot_who_is_who *iot_who_new(const iot_who_evidence *evidence, iot_vendor_fn vendor,
                            void *vendor_data, bool reports_only);
void iot_who_free(iot_who_is_who *who);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_who_is_who, iot_who_free)

/* Names, groups and allow-lists come from here, from now on; NULL: none. */
void iot_who_set_inventory(iot_who_is_who *who, const iot_inventory *inventory);
/* By what devices are known, from now on. Must outlive it or the next call. */
void iot_who_set_signatures(iot_who_is_who *who, const iot_signatures *signatures);
/* `mac` sent from the address of a remote. */
void iot_who_add_gateway(iot_who_is_who *who, const iot_mac *mac);
/* Looks anew at who sends for whom, now and then. To be called after each packet. */
void iot_who_reconsider(iot_who_is_who *who);
/* An answer says that `question` has the address, and the home's own DNS may be telling its name.
 * @param by_itself who has the address gave the answer */
void iot_who_answered(iot_who_is_who *who, const iot_addr *addr, const char *question,
                      bool by_itself, uint32_t frame);
/* Somebody gave itself a name, or the home's own DNS gave one to an address. */
void iot_who_claim(iot_who_is_who *who, const iot_name_claim *told, uint32_t frame);
/* There is a flow of that number; there is none any more. */
void iot_who_add_flow(iot_who_is_who *who, iot_flow_id flow);
void iot_who_drop_flow(iot_who_is_who *who, iot_flow_id flow);

/* Works out between whom one flow's packets went, and the remote's name. */
void iot_who_place(iot_who_is_who *who, iot_flow_id flow);
/* Makes all rest on what is known by now, but for names of remotes...
 * @param observations how many packets were taken in: nothing is done again without a new one */
void iot_who_settle_devices(iot_who_is_who *who, uint64_t observations);
/* ...and those, too. */
void iot_who_settle(iot_who_is_who *who, uint64_t observations);

/* Thins out the names that were claimed (iot_claims_prune). */
void iot_who_prune_claims(iot_who_is_who *who, uint64_t bytes, iot_said_fn packets,
                          void *user_data);
/* Evidence is gone: forgets all that was worked out from it, devices and numbers included. */
void iot_who_forget(iot_who_is_who *who);

/* Of who is behind the addresses of packets: of what is local, who has which address, who sends for
 * others. */
iot_revision iot_who_revision(const iot_who_is_who *who);
/* Of what remotes are called. */
iot_revision iot_who_names_revision(const iot_who_is_who *who);

const iot_devices *iot_who_devices(const iot_who_is_who *who);
const iot_conversations *iot_who_conversations(const iot_who_is_who *who);
const iot_links *iot_who_links(const iot_who_is_who *who);
const iot_forwarders *iot_who_forwarders(const iot_who_is_who *who);
const iot_claims *iot_who_claims(const iot_who_is_who *who);
const iot_home_names *iot_who_home_names(const iot_who_is_who *who);
/* Flows in the order of their first packets, `i` from 0. */
uint32_t iot_who_flows(const iot_who_is_who *who);
iot_flow_id iot_who_flow_at(const iot_who_is_who *who, uint32_t i);
/* How much there was no room for. */
uint64_t iot_who_dropped(const iot_who_is_who *who);

/* What a device is, by what is known by the last settling. */
void iot_who_identify(const iot_who_is_who *who, const iot_device *device,
                      iot_identity *ret_identity);

/* An address that is proven or inferred to be local, by now... */
bool iot_who_is_local(const iot_who_is_who *who, const iot_addr *addr);
/* ...and a unicast one that is not. */
bool iot_who_is_remote(const iot_who_is_who *who, const iot_addr *addr);
/* Whom an endpoint is proven to be in a frame, which it sends or receives. */
end iot_who_end_of(const iot_who_is_who *who, uint32_t endpoint, uint32_t frame, bool receives);
/* Whom somebody means in a frame by a local address. */
end iot_who_end_at(const iot_who_is_who *who, const iot_addr *addr, uint32_t frame);
/* Who told something of itself in a frame: the device of a MAC, else of an address; of both,
 * whoever sends with these. */
end iot_who_end_told(const iot_who_is_who *who, const iot_mac *mac, const iot_addr *addr,
                     uint32_t frame);
/* The device of an end; NULL if it is none, or none that was settled. */
const iot_device *iot_who_device_at(const iot_who_is_who *who, const end *one);

/* Between whom the packets of a flow went, by now; its conversation if that has a number. */
resolved iot_who_resolve(const iot_who_is_who *who, iot_flow_id flow);
/* The same between two ends; conversation and name are left open. */
resolved iot_who_resolve_ends(const iot_who_is_who *who, const iot_flow *flow, const end *src,
                              const end *dst);
/* Which conversation the packets of a flow are in; false: in none. */
bool iot_who_conversation_of(const iot_who_is_who *who, const iot_flow *flow, const resolved *ends,
                             iot_conversation *ret_what);
/* The remote of a flow that has one, and the number of the device that it talks to. */
const iot_addr *iot_who_remote_of(const iot_who_is_who *who, const iot_flow *flow,
                                  const resolved *ends);
uint32_t iot_who_near_device(const resolved *ends);
/* That device, when it asks whom answers went to. */
iot_dns_answers_asker iot_who_asker_for(const iot_who_is_who *who, uint32_t device);
/* The answer that names the remote of a flow that has one, by now; NULL: none. */
const iot_dns_answer *iot_who_answer_of(const iot_who_is_who *who, const iot_flow *flow,
                                        const resolved *ends, iot_dns_source *ret_source);
/* The same looked up, whatever was kept. */
const iot_dns_answer *iot_who_look_up_answer(const iot_who_is_who *who, const iot_flow *flow,
                                             const resolved *ends, iot_dns_source *ret_source);

#endif
