/* answers.c - which names were answered with which address, to whom, and when
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "answers.h"

#include "hash.h"
#include "text.h"

#include <string.h>

struct iot_answers {
    GHashTable *by_addr; /* iot_addr* -> GArray of iot_answer, by frame */
    GHashTable *names;   /* char*: every question and owner once */
    GPtrArray *latest;   /* lists that the latest frame with answers added to */
    uint32_t latest_frame;
    bool only_changes;
    uint64_t kept, dropped;
};

/* Clients between two answers to one that may be looked through for it. */
#define LOOK_BACK_MAX 64

static void
list_free(gpointer list)
{
    g_array_unref(list);
}

iot_answers *
iot_answers_new(void)
{
    iot_answers *answers = g_new0(iot_answers, 1);

    answers->by_addr = g_hash_table_new_full(iot_addr_hash, iot_addr_equal_key, g_free, list_free);
    answers->names = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    answers->latest = g_ptr_array_new();
    return answers;
}

void
iot_answers_free(iot_answers *answers)
{
    if (!answers)
        return;
    g_ptr_array_unref(answers->latest);
    g_hash_table_unref(answers->by_addr);
    g_hash_table_unref(answers->names);
    g_free(answers);
}

/* One copy of each name, so that names compare as pointers. NULL if it is empty or one too many;
 * only the latter is a loss. */
static const char *
name_get(iot_answers *answers, const char *raw, bool *ret_is_full)
{
    g_autofree char *clean = iot_text_clean(raw, -1);

    if (!clean)
        return NULL;
    g_autofree char *folded = iot_text_fold(clean);
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(answers->names, folded, &known, NULL))
        return known;
    if (g_hash_table_size(answers->names) >= IOT_ANSWERS_NAMES_MAX) {
        *ret_is_full = true;
        return NULL;
    }
    known = g_steal_pointer(&folded);
    g_hash_table_add(answers->names, known);
    return known;
}

void
iot_answers_keep_changes(iot_answers *answers)
{
    answers->only_changes = true;
}

static bool
says_the_same(const iot_answer *a, const iot_answer *b)
{
    return a->question == b->question && a->owner == b->owner;
}

/* True if nobody who asks for a name finds another one for having this answer too. */
static bool
changes_nothing(const GArray *list, const iot_answer *more)
{
    const iot_answer *newest = &g_array_index(list, iot_answer, list->len - 1);
    guint least = list->len > LOOK_BACK_MAX ? list->len - LOOK_BACK_MAX : 0;

    if (!says_the_same(newest, more))
        return false;
    for (guint i = list->len; i-- > least;) {
        const iot_answer *known = &g_array_index(list, iot_answer, i);
        if (known->client == more->client)
            return says_the_same(known, more) && known->client_epoch == more->client_epoch;
    }
    return false;
}

void
iot_answers_observe(iot_answers *answers, const iot_addr *addr, const iot_answer *answer)
{
    iot_answer copy = *answer;
    bool is_full = false;

    if (!iot_addr_is_unicast(addr))
        return;
    copy.question = name_get(answers, answer->question, &is_full);
    copy.owner = copy.question ? name_get(answers, answer->owner, &is_full) : NULL;
    if (!copy.owner && !is_full)
        return;
    GArray *list = g_hash_table_lookup(answers->by_addr, addr);
    if (!is_full && list && answers->only_changes && changes_nothing(list, &copy))
        return;
    if (is_full || answers->kept >= IOT_ANSWERS_MAX ||
        (list && list->len >= IOT_ANSWERS_PER_ADDR_MAX)) {
        answers->dropped++;
        return;
    }
    if (!list) {
        list = g_array_new(FALSE, FALSE, sizeof(iot_answer));
        g_hash_table_insert(answers->by_addr, g_memdup2(addr, sizeof *addr), list);
    }
    g_array_append_val(list, copy);
    answers->kept++;
    if (answers->latest_frame != copy.frame)
        g_ptr_array_set_size(answers->latest, 0);
    answers->latest_frame = copy.frame;
    g_ptr_array_add(answers->latest, list);
}

void
iot_answers_drop_frame(iot_answers *answers, uint32_t frame)
{
    for (guint i = 0; answers->latest_frame == frame && i < answers->latest->len; i++) {
        GArray *list = g_ptr_array_index(answers->latest, i);
        for (guint a = list->len; a-- > 0 && g_array_index(list, iot_answer, a).frame == frame;)
            g_array_index(list, iot_answer, a).gone = true;
    }
}

uint32_t
iot_answers_count(const iot_answers *answers, const iot_addr *addr)
{
    const GArray *list = g_hash_table_lookup(answers->by_addr, addr);

    return list ? list->len : 0;
}

/* How many entries of the list are at or before the frame. */
static guint
count_until(const GArray *list, uint32_t frame)
{
    guint low = 0, high = list->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(list, iot_answer, middle).frame <= frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whom answers went to is asked of the caller, who has to look far: clients that are not the
 * device, ever, are remembered while one question is answered. */
typedef struct judge {
    iot_answer_match_fn went_to_device;
    void *user_data;
    uint32_t never[16]; /* clients */
    unsigned n_never, n_judged;
} judge;

static bool
is_for_device(judge *who, const iot_answer *answer)
{
    bool never = false;

    for (unsigned i = 0; i < who->n_never; i++)
        if (who->never[i] == answer->client)
            return false;
    if (who->n_judged >= IOT_ANSWERS_JUDGED_MAX)
        return false;
    who->n_judged++;
    if (who->went_to_device(answer, who->user_data, &never))
        return true;
    if (never && who->n_never < G_N_ELEMENTS(who->never))
        who->never[who->n_never++] = answer->client;
    return false;
}

const iot_answer *
iot_answers_lookup(const iot_answers *answers, const iot_addr *addr, uint32_t frame,
                   iot_answer_match_fn went_to_device, void *user_data, iot_dns_source *ret_source)
{
    const GArray *list = g_hash_table_lookup(answers->by_addr, addr);
    judge who = {.went_to_device = went_to_device, .user_data = user_data};

    if (!list)
        return NULL;
    guint until = count_until(list, frame);
    for (guint i = until; i-- > 0;) {
        const iot_answer *answer = &g_array_index(list, iot_answer, i);
        if (is_for_device(&who, answer)) {
            *ret_source = IOT_DNS_OWN;
            return answer;
        }
    }
    *ret_source = until > 0 ? IOT_DNS_OTHER_CLIENT : IOT_DNS_LATER;
    return &g_array_index(list, iot_answer, until > 0 ? until - 1 : 0);
}

static bool
has_pointer(const char **list, unsigned n, const char *name)
{
    for (unsigned i = 0; i < n; i++)
        if (list[i] == name)
            return true;
    return false;
}

unsigned
iot_answers_alternatives(const iot_answers *answers, const iot_addr *addr,
                         iot_answer_match_fn went_to_device, void *user_data, const char *but,
                         const char **ret_questions, unsigned max)
{
    const GArray *list = g_hash_table_lookup(answers->by_addr, addr);
    judge who = {.went_to_device = went_to_device, .user_data = user_data};
    unsigned n = 0;

    for (guint i = 0; list && i < list->len && n < max; i++) {
        const iot_answer *answer = &g_array_index(list, iot_answer, i);
        if (answer->question != but && !has_pointer(ret_questions, n, answer->question) &&
            is_for_device(&who, answer))
            ret_questions[n++] = answer->question;
    }
    return n;
}

void
iot_answers_foreach(const iot_answers *answers, iot_answer_fn fn, void *user_data)
{
    GHashTableIter iter;
    gpointer addr, list;

    g_hash_table_iter_init(&iter, answers->by_addr);
    while (g_hash_table_iter_next(&iter, &addr, &list))
        for (guint i = 0; i < ((GArray *)list)->len; i++)
            fn(addr, &g_array_index((GArray *)list, iot_answer, i), user_data);
}

const char *
iot_dns_source_name(iot_dns_source source)
{
    static const char *const names[] = {
        [IOT_DNS_NONE] = "",
        [IOT_DNS_OWN] = "dns",
        [IOT_DNS_OTHER_CLIENT] = "other client",
        [IOT_DNS_LATER] = "later",
    };
    return names[source];
}

uint64_t
iot_answers_dropped(const iot_answers *answers)
{
    return answers->dropped;
}

uint32_t
iot_answers_generation(const iot_answers *answers)
{
    return (uint32_t)answers->kept;
}
