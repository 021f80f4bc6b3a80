/* told.h - the facts of a packet, by kind
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_TOLD_H
#define IOT_TESTS_TOLD_H

#include "fact/observation.h"

/* How many facts of that kind it tells. */
static inline unsigned
n_told(const iot_observation *obs, iot_fact_kind kind)
{
    unsigned n = 0;

    for (unsigned i = 0; i < obs->n_facts; i++)
        n += obs->facts[i].kind == kind;
    return n;
}

/* The nth of that kind, from 0. */
static inline const iot_fact *
nth_told(const iot_observation *obs, iot_fact_kind kind, unsigned n)
{
    for (unsigned i = 0; i < obs->n_facts; i++)
        if (obs->facts[i].kind == kind && n-- == 0)
            return &obs->facts[i];
    g_assert_not_reached();
}

/* All evidence, a line each, with whose it is where that is not the sender. Must be freed by the
 * caller. */
static inline char *
told_evidence(const iot_observation *obs)
{
    GString *lines = g_string_new(NULL);

    for (unsigned i = 0; i < n_told(obs, IOT_FACT_EVIDENCE); i++) {
        const iot_evidence_fact *one = &nth_told(obs, IOT_FACT_EVIDENCE, i)->evidence;
        char addr[IOT_ADDR_TEXT], mac[IOT_MAC_TEXT];
        const char *who = iot_mac_is_set(&one->mac)     ? iot_mac_format(&one->mac, mac)
                          : iot_addr_is_set(&one->addr) ? iot_addr_format(&one->addr, addr)
                                                        : "";
        g_string_append_printf(lines, "%s%s%s %s\n", who, *who ? " " : "",
                               iot_evidence_word(one->evidence), one->text);
    }
    return g_string_free(lines, FALSE);
}

#endif
