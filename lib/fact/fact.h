/* fact.h - one thing that a packet tells
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plain value: what kind of fact it is, and what it says. Who told it, and when, is the packet's:
 * see observation.h. Texts are borrowed.
 *
 *     iot_fact fact = {.kind = IOT_FACT_QUERY, .query = {"example.com", true}};
 *
 * Another kind is a tag and a member here, a line in the table of handlers (capture-facts.c) and
 * one in the table of summaries (summary-facts.c).
 */
#ifndef IOT_FACT_H
#define IOT_FACT_H

#include "base/addr.h"
#include "base/decls.h"
#include "fact/dns-question.h"
#include "fact/evidence.h"

IOT_BEGIN_DECLS

/** What a fact is. Facts of one frame stand in this order in summaries. */
typedef enum iot_fact_kind {
    IOT_FACT_ONLINK,      /**< DHCP's mask or a router advertisement calls `onlink` on-link */
    IOT_FACT_BINDING,     /**< see iot_binding */
    IOT_FACT_RELAYED,     /**< see iot_relayed_fact */
    IOT_FACT_ANSWER,      /**< see iot_dns_answer_fact; it went to the packet's receiver */
    IOT_FACT_CLAIM,       /**< see iot_name_claim */
    IOT_FACT_QUERY,       /**< see iot_query_fact; the packet's sender asked its receiver */
    IOT_FACT_SERVER,      /**< see iot_announcement */
    IOT_FACT_DHCP_SERVER, /**< see iot_dhcp_server_fact */
    IOT_FACT_UNREACHABLE, /**< an ICMP error says so of the address `unreachable` */
    IOT_FACT_EVIDENCE,    /**< see iot_evidence_fact */
    IOT_FACT_ALIAS,       /**< see iot_dns_alias_fact; it went to the packet's receiver */
    IOT_FACT_NEARBY,      /**< see iot_nearby_fact; of summaries */
    IOT_FACT_MENTION,     /**< a DNS response has the address `mentioned`, and names it in no way */
    IOT_FACT_DETOUR, /**< the packet's sender answers a question of its receiver's to `detour` */
    IOT_FACT_REPLY,  /**< see iot_reply_fact; the packet's sender answered its receiver */
    IOT_FACT_KINDS
} iot_fact_kind;

/** Who told a device's name. Their numbers stand in summaries; which of them is better, devices.h
 *  says. */
typedef enum iot_name_source {
    IOT_NAME_INVENTORY, /**< never in a fact */
    IOT_NAME_DHCP,  /**< option 12 (RFC 2132), 81 (RFC 4702), DHCPv6 39 (RFC 4704), by the client */
    IOT_NAME_MDNS,  /**< owner of an address record (RFC 6762) */
    IOT_NAME_SSDP,  /**< UPnP friendlyName */
    IOT_NAME_LLMNR, /**< owner of an address record (RFC 4795) */
    IOT_NAME_NETBIOS,  /**< unique name registered or answered (RFC 1002) */
    IOT_NAME_DNS,      /**< the home's own DNS: in a fact, the name of an address (PTR) */
    IOT_NAME_LABEL,    /**< what its owner called it, as the maker's own protocol tells */
    IOT_NAME_IDENTITY, /**< never in a fact: what it is */
    IOT_NAME_VENDOR,   /**< never in a fact: made of the MAC */
    IOT_NAME_ADDRESS,  /**< never in a fact: MAC or IP address as text */
    IOT_NAME_SOURCES
} iot_name_source;

/** An ARP, neighbour discovery or DHCP payload says that `addr` is at `mac`. */
typedef struct iot_binding {
    iot_addr addr;
    iot_mac mac;
    bool neighbour; /**< ARP or neighbour discovery, which prove that `addr` is local too; false:
                       DHCP */
} iot_binding;

/** A payload names `mac` as its sender, in a frame that `by` sent: the client of a DHCP message
 * that no relay agent passed on; or a neighbour that has `addr`, which the capture finds out
 * itself. */
typedef struct iot_relayed_fact {
    iot_addr addr; /**< none: DHCP */
    iot_mac mac, by;
} iot_relayed_fact;

/** A device gave itself a name. It is the device of `mac`, else the one that has `addr`. */
typedef struct iot_name_claim {
    iot_name_source source;
    iot_mac mac;      /**< none: by address */
    iot_addr addr;    /**< none: by MAC */
    const char *name; /**< raw bytes, NUL-terminated; cleaned by the library */
    bool forward;     /**< of IOT_NAME_DNS: who asked for the name was told the address; false: the
                           other way round. Only summaries tell it so */
} iot_name_claim;

/** One record of a DNS response with rcode 0, whose owner the question reaches: an address, or the
 *  hint of one (RFC 9460). */
typedef struct iot_dns_answer_fact {
    iot_addr addr;
    uint32_t ttl_s;
    const char *question; /**< what was asked */
    const char *owner;    /**< owner of the address record: the end of the CNAME chain */
} iot_dns_answer_fact;

/** What a question leads to, by a DNS response with rcode 0. Of use for moments: no summary has it.
 */
typedef struct iot_dns_alias_fact {
    const char *question, *target;
} iot_dns_alias_fact;

/** A DNS question. */
typedef struct iot_query_fact {
    const char *question;
    bool recursion; /**< desired */
    uint32_t asks;  /**< for which types of records, as bits (dns-question.h), IOT_DNS_AGAIN among
                       them; 0: nobody knows */
} iot_query_fact;

/** The first answer to a DNS question that was seen. The question may have gone another way. */
typedef struct iot_reply_fact {
    const char *question;
    iot_dns_reply reply;
    iot_mac asker_mac, resolver_mac; /**< of the question, and */
    iot_addr resolver; /**< whom it went to; none: the packet goes the question's way */
} iot_reply_fact;

/** What an announced server is for. */
typedef enum iot_role {
    IOT_ROLE_RESOLVER,    /**< DHCP option 6, DHCPv6 option 23, RDNSS (RFC 8106) */
    IOT_ROLE_TIME_SERVER, /**< DHCP option 42 */
    IOT_ROLES
} iot_role;

/** The network names a server. */
typedef struct iot_announcement {
    iot_role role;
    iot_addr addr;
} iot_announcement;

/** Somebody answers as a DHCP server: the address by which that is known, and the MAC of who sent
 *  its answer, which can be a relay. */
typedef struct iot_dhcp_server_fact {
    iot_addr addr;
    iot_mac mac;
} iot_dhcp_server_fact;

/** A text that tells what a device is. It is the device of `mac`, else the one that has `addr`.
 * Neither: whoever sent the packet; both: whoever sent a packet with these. */
typedef struct iot_evidence_fact {
    iot_evidence evidence; /**< where the text comes from */
    iot_mac mac;
    iot_addr addr;
    const char *text; /**< raw bytes, NUL-terminated; cleaned by the library */
} iot_evidence_fact;

/** So soon an answer came from an address that somebody on this side gave it. */
typedef struct iot_nearby_fact {
    iot_addr addr;
    bool passed_on; /**< it came by way of others, so that it was not from there */
} iot_nearby_fact;

typedef struct iot_fact {
    iot_fact_kind kind; /**< which of these it has */
    union {
        iot_prefix onlink;
        iot_binding binding;
        iot_relayed_fact relayed;
        iot_dns_answer_fact answer;
        iot_name_claim claim;
        iot_query_fact query;
        iot_announcement server;
        iot_dhcp_server_fact dhcp_server;
        iot_addr unreachable;
        iot_addr detour;
        iot_evidence_fact evidence;
        iot_dns_alias_fact alias;
        iot_nearby_fact nearby;
        iot_addr mentioned;
        iot_reply_fact reply;
    };
} iot_fact;

IOT_END_DECLS

#endif
