/* evidences.c - the texts by which devices told what they are, in the order in which they came
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/evidences.h"

#include "base/budget.h"
#include "base/hash.h"
#include "base/text.h"
#include "fact/identity-fact.h"

#include <string.h>

/* With that of the device. */
#define COPIES 2
/* Texts that are known to be kept by one number each: programs say with each request what they are.
 */
#define LATEST 128

struct iot_evidences {
    iot_said_list list;
    GHashTable *senders; /* iot_said* in the list, the first of its sender -> guint, of all its */
    uint64_t latest[LATEST]; /* by a part of itself: sum_of what is kept, as it was told */
    iot_revision revision;
};

iot_evidences *
iot_evidences_new(void)
{
    iot_evidences *evidences = g_new0(iot_evidences, 1);

    iot_said_list_init(&evidences->list, iot_said_hash, iot_said_equal, IOT_EVIDENCES_MAX, COPIES,
                       IOT_BUDGET_ELEMENT_BYTES(sizeof(iot_identity_text)) +
                           IOT_BUDGET_PIECE_BYTES(sizeof(guint)));
    evidences->senders =
        g_hash_table_new_full(iot_said_sender_hash, iot_said_sender_equal, NULL, g_free);
    evidences->revision = 1;
    return evidences;
}

void
iot_evidences_free(iot_evidences *evidences)
{
    if (!evidences)
        return;
    g_hash_table_unref(evidences->senders);
    iot_said_list_clear(&evidences->list);
    g_free(evidences);
}

/* The beginning of a clean text, cut where a character ends; NULL: there is nothing. */
static char *
clean_of(const char *raw)
{
    char *clean = raw ? iot_text_clean(raw, -1) : NULL;

    if (!clean || strlen(clean) <= IOT_EVIDENCE_TEXT_MAX)
        return clean;
    *g_utf8_find_prev_char(clean, clean + IOT_EVIDENCE_TEXT_MAX + 1) = '\0';
    return g_strchomp(clean);
}

/* Of sender, kind and text. Two have the same by chance once in 2^64. */
static uint64_t
sum_of(const iot_said *told)
{
    uint8_t who[sizeof told->kind + sizeof told->mac + sizeof told->addr];

    memcpy(who, &told->kind, sizeof told->kind);
    memcpy(who + sizeof told->kind, &told->mac, sizeof told->mac);
    memcpy(who + sizeof told->kind + sizeof told->mac, &told->addr, sizeof told->addr);
    return iot_hash_content(iot_hash_content(0, who, sizeof who), told->text, strlen(told->text));
}

/* How many of the sender's texts are kept; NULL: none. */
static guint *
count_of(const iot_evidences *evidences, const iot_said *told)
{
    return g_hash_table_lookup(evidences->senders, told);
}

/* @param count of its sender; NULL: it is the first */
static void
count_one(iot_evidences *evidences, iot_said *kept, guint *count)
{
    if (!count)
        g_hash_table_insert(evidences->senders, kept, count = g_new0(guint, 1));
    ++*count;
}

/* Most are said again and again, and to clean a text takes longer than to look it up. */
static bool
add(iot_evidences *evidences, const iot_said *told, bool *ret_is_kept)
{
    *ret_is_kept = iot_said_list_find(&evidences->list, told) != NULL;
    if (*ret_is_kept)
        return false;
    g_autofree char *clean = clean_of(told->text);
    iot_said made = *told;

    made.text = clean;
    *ret_is_kept =
        clean && strcmp(clean, told->text) != 0 && iot_said_list_find(&evidences->list, &made);
    if (!clean || *ret_is_kept)
        return false;
    guint *count = count_of(evidences, told);
    if (count && *count >= IOT_EVIDENCES_OWN_MAX) {
        evidences->list.dropped++;
        return false;
    }
    iot_said *kept = iot_said_list_add(&evidences->list, &made);
    if (!kept)
        return false;
    count_one(evidences, kept, count);
    evidences->revision++;
    *ret_is_kept = true;
    return true;
}

bool
iot_evidences_add(iot_evidences *evidences, const iot_said *told)
{
    uint64_t sum = told->text ? sum_of(told) : 0;
    uint64_t *latest = &evidences->latest[sum % LATEST];
    bool is_kept;

    if (!told->text || *latest == sum)
        return false;
    bool is_new = add(evidences, told, &is_kept);
    if (is_kept)
        *latest = sum;
    return is_new;
}

uint32_t
iot_evidences_count(const iot_evidences *evidences)
{
    return evidences->list.all->len;
}

const iot_said *
iot_evidences_get(const iot_evidences *evidences, uint32_t i)
{
    return iot_said_list_get(&evidences->list, i);
}

iot_revision
iot_evidences_revision(const iot_evidences *evidences)
{
    return evidences->revision;
}

uint64_t
iot_evidences_bytes(const iot_evidences *evidences)
{
    return evidences->list.bytes;
}

typedef struct weighing {
    iot_said_fn packets;
    void *user_data;
} weighing;

static uint64_t
weight_of(const iot_said *one, void *data)
{
    const weighing *with = data;

    return 1 + with->packets(one, with->user_data);
}

void
iot_evidences_prune(iot_evidences *evidences, uint64_t bytes, iot_said_fn packets, void *user_data)
{
    weighing with = {packets, user_data};

    memset(evidences->latest, 0, sizeof evidences->latest);
    g_hash_table_remove_all(evidences->senders);
    iot_said_list_prune(&evidences->list, bytes, weight_of, &with);
    for (guint i = 0; i < evidences->list.all->len; i++) {
        iot_said *kept = g_ptr_array_index(evidences->list.all, i);
        count_one(evidences, kept, count_of(evidences, kept));
    }
    evidences->revision++;
}

uint64_t
iot_evidences_dropped(const iot_evidences *evidences)
{
    return evidences->list.dropped;
}
