/* conversations.c - one device and one remote, or two devices, and their number
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "conversations.h"

struct iot_conversations {
    GArray *all; /* of iot_conversation, by number */
    uint64_t dropped;
    GHashTable *numbers; /* iot_conversation*, a pair with the smaller number first -> number + 1 */
};

static guint
key_hash(gconstpointer data)
{
    const iot_conversation *key = data;

    return iot_addr_hash(&key->remote) ^ key->device * 0x9e3779b1u ^ key->peer * 0x85ebca6bu;
}

static gboolean
key_equal(gconstpointer a, gconstpointer b)
{
    const iot_conversation *x = a, *y = b;

    return x->device == y->device && x->peer == y->peer && iot_addr_equal(&x->remote, &y->remote);
}

iot_conversations *
iot_conversations_new(void)
{
    iot_conversations *conversations = g_new0(iot_conversations, 1);

    conversations->all = g_array_new(FALSE, FALSE, sizeof(iot_conversation));
    conversations->numbers = g_hash_table_new_full(key_hash, key_equal, g_free, NULL);
    return conversations;
}

void
iot_conversations_free(iot_conversations *conversations)
{
    if (!conversations)
        return;
    g_hash_table_unref(conversations->numbers);
    g_array_unref(conversations->all);
    g_free(conversations);
}

void
iot_conversations_clear(iot_conversations *conversations)
{
    g_hash_table_remove_all(conversations->numbers);
    g_array_set_size(conversations->all, 0);
    conversations->dropped = 0;
}

static uint32_t
number_of(iot_conversations *conversations, const iot_conversation *key,
          const iot_conversation *made)
{
    gpointer known = g_hash_table_lookup(conversations->numbers, key);

    if (!known && conversations->all->len >= IOT_CONVERSATIONS_MAX) {
        conversations->dropped++;
        return IOT_CONVERSATION_NONE;
    }
    if (!known) {
        g_array_append_val(conversations->all, *made);
        known = GUINT_TO_POINTER(conversations->all->len);
        g_hash_table_insert(conversations->numbers, g_memdup2(key, sizeof *key), known);
    }
    return GPOINTER_TO_UINT(known) - 1;
}

uint32_t
iot_conversations_with_remote(iot_conversations *conversations, uint32_t device,
                              const iot_addr *remote)
{
    iot_conversation key = {device, IOT_PEER_NONE, *remote};

    return number_of(conversations, &key, &key);
}

uint32_t
iot_conversations_between(iot_conversations *conversations, uint32_t sender, uint32_t receiver)
{
    iot_conversation made = {.device = sender, .peer = receiver};
    iot_conversation key = {.device = MIN(sender, receiver), .peer = MAX(sender, receiver)};

    return number_of(conversations, &key, &made);
}

bool
iot_conversations_has_between(const iot_conversations *conversations, uint32_t one, uint32_t other)
{
    iot_conversation key = {.device = MIN(one, other), .peer = MAX(one, other)};

    return g_hash_table_contains(conversations->numbers, &key);
}

uint64_t
iot_conversations_dropped(const iot_conversations *conversations)
{
    return conversations->dropped;
}

uint32_t
iot_conversations_count(const iot_conversations *conversations)
{
    return conversations->all->len;
}

const iot_conversation *
iot_conversations_get(const iot_conversations *conversations, uint32_t number)
{
    g_assert(number < conversations->all->len);
    return &g_array_index(conversations->all, iot_conversation, number);
}
