/* conversations.c - one device and one remote, or two devices, and their number
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/conversations.h"

#include "base/hash.h"

#include <stddef.h>

/* Conversations of one piece of memory: they stay where they are, and cost no more than they are.
 */
#define BLOCK 1024

struct iot_conversations {
    GPtrArray *blocks; /* of iot_conversation[BLOCK] */
    uint32_t count;
    uint64_t dropped;
    GHashTable *numbers; /* iot_conversation* in a block -> number + 1 */
};

/* Of two devices either can stand first. */
static guint
key_hash(gconstpointer data)
{
    iot_conversation key = *(const iot_conversation *)data;

    if (key.device > key.peer) {
        uint32_t smaller = key.peer;
        key.peer = key.device;
        key.device = smaller;
    }
    return iot_hash_bytes(&key, offsetof(iot_conversation, remote) + sizeof key.remote);
}

static gboolean
key_equal(gconstpointer a, gconstpointer b)
{
    const iot_conversation *x = a, *y = b;

    return iot_addr_equal(&x->remote, &y->remote) &&
           ((x->device == y->device && x->peer == y->peer) ||
            (x->device == y->peer && x->peer == y->device));
}

iot_conversations *
iot_conversations_new(void)
{
    iot_conversations *conversations = g_new0(iot_conversations, 1);

    conversations->blocks = g_ptr_array_new_with_free_func(g_free);
    conversations->numbers = g_hash_table_new(key_hash, key_equal);
    return conversations;
}

void
iot_conversations_free(iot_conversations *conversations)
{
    if (!conversations)
        return;
    g_hash_table_unref(conversations->numbers);
    g_ptr_array_unref(conversations->blocks);
    g_free(conversations);
}

void
iot_conversations_clear(iot_conversations *conversations)
{
    g_hash_table_remove_all(conversations->numbers);
    g_ptr_array_set_size(conversations->blocks, 0);
    conversations->count = 0;
    conversations->dropped = 0;
}

static iot_conversation *
at(const iot_conversations *conversations, uint32_t number)
{
    return (iot_conversation *)g_ptr_array_index(conversations->blocks, number / BLOCK) +
           number % BLOCK;
}

iot_conversation
iot_conversation_with_remote(uint32_t device, const iot_addr *remote)
{
    return (iot_conversation){device, IOT_PEER_NONE, *remote};
}

iot_conversation
iot_conversation_between(uint32_t sender, uint32_t receiver)
{
    return (iot_conversation){.device = sender, .peer = receiver};
}

uint32_t
iot_conversations_lookup(const iot_conversations *conversations, const iot_conversation *what)
{
    gpointer known = g_hash_table_lookup(conversations->numbers, what);

    return known ? GPOINTER_TO_UINT(known) - 1 : IOT_CONVERSATION_NONE;
}

uint32_t
iot_conversations_number(iot_conversations *conversations, const iot_conversation *what)
{
    uint32_t number = iot_conversations_lookup(conversations, what);

    if (number != IOT_CONVERSATION_NONE)
        return number;
    if (conversations->count >= IOT_CONVERSATIONS_MAX) {
        conversations->dropped++;
        return IOT_CONVERSATION_NONE;
    }
    if (conversations->count % BLOCK == 0)
        g_ptr_array_add(conversations->blocks, g_new(iot_conversation, BLOCK));
    number = conversations->count++;
    iot_conversation *made = at(conversations, number);
    *made = *what;
    g_hash_table_insert(conversations->numbers, made, GUINT_TO_POINTER(number + 1));
    return number;
}

uint64_t
iot_conversations_dropped(const iot_conversations *conversations)
{
    return conversations->dropped;
}

uint32_t
iot_conversations_count(const iot_conversations *conversations)
{
    return conversations->count;
}

const iot_conversation *
iot_conversations_get(const iot_conversations *conversations, uint32_t number)
{
    g_assert(number < conversations->count);
    return at(conversations, number);
}
