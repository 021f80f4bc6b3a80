/* conversations.h - one device and one remote, or two devices, and their number
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers count from 0 in order of first appearance; they are rows of the flat table.
 */
#ifndef IOT_CONVERSATIONS_H
#define IOT_CONVERSATIONS_H

#include "base/addr.h"
#include "tables/flow-id.h"

/** Most conversations; packets of later ones are in none. As many as flows can have. */
#define IOT_CONVERSATIONS_MAX 2000000
/** The other side is a remote. */
#define IOT_PEER_NONE UINT32_MAX

typedef struct iot_conversation {
    uint32_t device; /**< number of the device; of two, the one that sent first */
    uint32_t peer;   /**< number of the other device; IOT_PEER_NONE: a remote */
    iot_addr remote; /**< none if the other side is a device */
} iot_conversation;

typedef struct iot_conversations iot_conversations;

iot_conversations *iot_conversations_new(void);
void iot_conversations_free(iot_conversations *conversations);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_conversations, iot_conversations_free)
/** Forgets all; numbers start again. */
void iot_conversations_clear(iot_conversations *conversations);

/** What a conversation of `device` with a remote address is. */
iot_conversation iot_conversation_with_remote(uint32_t device, const iot_addr *remote);
/** What a conversation of two different devices is, of which `sender` began. */
iot_conversation iot_conversation_between(uint32_t sender, uint32_t receiver);

/** Its number, given if need be; IOT_CONVERSATION_NONE at the cap. Of two devices either can stand
 *  first: a new one belongs to the first. */
uint32_t iot_conversations_number(iot_conversations *conversations, const iot_conversation *what);
/** Its number; IOT_CONVERSATION_NONE if it has none. */
uint32_t iot_conversations_lookup(const iot_conversations *conversations,
                                  const iot_conversation *what);
uint32_t iot_conversations_count(const iot_conversations *conversations);
/** Valid until the next one is made. */
const iot_conversation *iot_conversations_get(const iot_conversations *conversations,
                                              uint32_t number);
/** How often one was refused at the cap since they were cleared. */
uint64_t iot_conversations_dropped(const iot_conversations *conversations);

#endif
