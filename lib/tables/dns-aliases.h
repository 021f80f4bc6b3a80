/* dns-aliases.h - what a client was told to be an alias, moments ago
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Many a stub asks for the target of an alias itself. What it asked for first is what people know:
 * its next question goes on with that one. Knows, for a little while, which names a client was told
 * that a question of its own leads to. The latest are kept; nothing of it is worth keeping longer.
 */
#ifndef IOT_DNS_ALIASES_H
#define IOT_DNS_ALIASES_H

#include "base/addr.h"

/** How long after its answer an alias is followed. */
#define IOT_DNS_ALIASES_NS (2 * INT64_C(1000000000))
/** Most that are kept; older ones are forgotten. */
#define IOT_DNS_ALIASES_MAX 1024

typedef struct iot_dns_aliases iot_dns_aliases;

iot_dns_aliases *iot_dns_aliases_new(void);
void iot_dns_aliases_free(iot_dns_aliases *aliases);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_dns_aliases, iot_dns_aliases_free)

/** An answer to `client` said that what it asked for leads to `target`. Names are copied.
 *  @param question what it asked for, or goes on with (iot_dns_aliases_lookup) */
void iot_dns_aliases_observe(iot_dns_aliases *aliases, const iot_addr *client, const char *target,
                             const char *question, int64_t time_ns);
/** What a question that `client` asks goes on with: that of an alias of another registrable domain
 *  that it was told less than IOT_DNS_ALIASES_NS before.
 *  @param asked_ns when it asked
 *  @return NULL: with nothing, it is a question of its own; valid until the next observation */
const char *iot_dns_aliases_lookup(const iot_dns_aliases *aliases, const iot_addr *client,
                                   const char *question, int64_t asked_ns);

#endif
