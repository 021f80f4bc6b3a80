/* dns-answers-prune.c - what answers take, and taking some of them away
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * First stay those by which something that stays is named; then those to clients that have
 * something that stays, the newest of each; then others. What a client asked for and never used is
 * the first to go, where it has more of that than others.
 */
#include "tables/dns-answers-internal.h"

#include "base/ranking.h"

#define ANSWER_BYTES IOT_BUDGET_ELEMENT_BYTES(sizeof(iot_dns_answer))
#define LIST_BYTES                                                                                 \
    (IOT_BUDGET_PIECE_BYTES(sizeof(address_answers)) + IOT_BUDGET_PIECE_BYTES(40) +                \
     IOT_BUDGET_ENTRY_BYTES + 2 * sizeof(iot_dns_answer))
/* So many answers before a frame are looked through for one to a client. */
#define LOOK_BACK_MAX 64

/* To a client whose every packet counts, and more than that where something is named by it. */
#define CLIENT_MAX    (1u << 16)
#define WEIGHT_NEEDED ((uint64_t)1 << 20)

uint64_t
iot_dns_answers_bytes(const iot_dns_answers *answers)
{
    return answers->kept * ANSWER_BYTES + answers->all->len * LIST_BYTES + answers->name_bytes;
}

const char *
iot_dns_answers_newest(const iot_dns_answers *answers, const iot_addr *addr)
{
    const address_answers *of = answers_for(answers, addr);

    of = of ? of : answers_for_embedded(answers, addr);
    return of ? answer_at(of, of->list->len - 1)->question : NULL;
}

const char *
iot_dns_answers_name(const iot_dns_answers *answers, const char *name)
{
    gpointer known = NULL;

    g_hash_table_lookup_extended(answers->names, name, &known, NULL);
    return known;
}

/* How many of them are at or before the frame. */
static guint
count_until(const address_answers *of, uint32_t frame)
{
    guint low = 0, high = of->list->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (answer_at(of, middle)->frame <= frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void
need(address_answers *of, guint i, uint32_t packets)
{
    iot_dns_answer *one = &g_array_index(of->list, iot_dns_answer, i);

    one->needed = MAX(one->needed, packets);
}

/* As iot_dns_answers_lookup finds them: the newest, to the client and to anybody, else the oldest.
 * The newest of all is what comes next is named by. */
static void
need_of(address_answers *of, uint32_t client, uint32_t frame, uint32_t packets)
{
    guint until = count_until(of, frame), least = until > LOOK_BACK_MAX ? until - LOOK_BACK_MAX : 0;

    need(of, until > 0 ? until - 1 : 0, packets);
    need(of, of->list->len - 1, packets);
    for (guint i = until; i-- > least;) {
        if (answer_at(of, i)->client != client)
            continue;
        need(of, i, packets);
        return;
    }
}

void
iot_dns_answers_need(iot_dns_answers *answers, const iot_addr *addr, uint32_t client,
                     uint32_t frame, uint32_t packets)
{
    address_answers *of = answers_for(answers, addr);
    address_answers *embedded = answers_for_embedded(answers, addr);

    if (of)
        need_of(of, client, frame, packets);
    if (embedded)
        need_of(embedded, client, frame, packets);
}

static GArray *
candidates_of(const iot_dns_answers *answers, const uint32_t *packets)
{
    GArray *candidates =
        g_array_sized_new(FALSE, FALSE, sizeof(iot_candidate), (guint)answers->kept);

    for (guint a = 0; a < answers->all->len; a++) {
        const address_answers *of = g_ptr_array_index(answers->all, a);
        for (guint i = 0; i < of->list->len; i++) {
            const iot_dns_answer *one = answer_at(of, i);
            iot_candidate made = {
                .owner = one->client,
                .weight = one->needed ? WEIGHT_NEEDED + one->needed
                                      : 1 + MIN(packets[one->client], CLIENT_MAX),
                .latest = one->frame,
                .index = candidates->len,
                .bytes = (uint32_t)(ANSWER_BYTES + (i == 0 ? LIST_BYTES : 0)) +
                         answers_name_bytes(one->question),
            };
            g_array_append_val(candidates, made);
        }
    }
    return candidates;
}

/* Keeps what stays, in an array no larger than it must be. Their candidates begin with `first`. */
static void
thin_out(iot_dns_answers *answers, address_answers *of, const GArray *candidates, guint first)
{
    GArray *stay = g_array_new(FALSE, FALSE, sizeof(iot_dns_answer));

    for (guint i = 0; i < of->list->len; i++) {
        g_array_index(of->list, iot_dns_answer, i).needed = 0;
        if (g_array_index(candidates, iot_candidate, first + i).stays)
            g_array_append_val(stay, *answer_at(of, i));
    }
    answers->kept -= of->list->len - stay->len;
    g_array_unref(of->list);
    of->list = stay;
    g_clear_pointer(&of->index, answers_index_free);
}

/* Addresses without answers go, and the others move together. */
static void
remove_empty(iot_dns_answers *answers)
{
    guint kept = 0;

    for (guint i = 0; i < answers->all->len; i++) {
        address_answers *of = g_ptr_array_index(answers->all, i);
        if (of->list->len == 0) {
            g_hash_table_remove(answers->by_addr, &of->addr);
            continue;
        }
        answers->all->pdata[i] = answers->all->pdata[kept];
        answers->all->pdata[kept++] = of;
    }
    g_ptr_array_set_size(answers->all, (gint)kept);
}

static void
note_names(const iot_addr *addr G_GNUC_UNUSED, const iot_dns_answer *answer, void *names)
{
    g_hash_table_add(names, (gpointer)answer->question);
    g_hash_table_add(names, (gpointer)answer->owner);
}

typedef struct name_use {
    iot_dns_answers *answers;
    GHashTable *used;
} name_use;

static gboolean
is_unused(gpointer name, gpointer value G_GNUC_UNUSED, gpointer user_data)
{
    const name_use *use = user_data;
    bool unused = !g_hash_table_contains(use->used, name);

    if (unused)
        use->answers->name_bytes -= answers_name_bytes(name);
    return unused;
}

static void
remove_names(iot_dns_answers *answers)
{
    name_use use = {answers, g_hash_table_new(NULL, NULL)};

    iot_dns_answers_foreach(answers, note_names, use.used);
    g_hash_table_foreach_remove(answers->names, is_unused, &use);
    g_hash_table_unref(use.used);
}

void
iot_dns_answers_prune(iot_dns_answers *answers, uint64_t bytes, const uint32_t *packets)
{
    g_autoptr(GArray) candidates = candidates_of(answers, packets);
    guint first = 0, next;

    answers->dropped += iot_ranking_choose(candidates, bytes);
    for (guint i = 0; i < answers->all->len; i++, first = next) {
        address_answers *of = g_ptr_array_index(answers->all, i);
        next = first + of->list->len;
        thin_out(answers, of, candidates, first);
    }
    remove_empty(answers);
    answers->pruned = true;
    g_ptr_array_set_size(answers->latest, 0);
    remove_names(answers);
}
