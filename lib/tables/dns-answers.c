/* dns-answers.c - which names were answered with which address, to whom, and when
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/dns-answers-internal.h"

#include "base/hash.h"
#include "base/text.h"

#include <string.h>

/* Clients between two answers to one that may be looked through for it. */
#define LOOK_BACK_MAX 64

static void
address_free(gpointer data)
{
    address_answers *all = data;

    answers_index_free(all->index);
    g_array_unref(all->list);
    g_free(all);
}

iot_dns_answers *
iot_dns_answers_new(void)
{
    iot_dns_answers *answers = g_new0(iot_dns_answers, 1);

    answers->by_addr = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    answers->all = g_ptr_array_new_with_free_func(address_free);
    answers->names = g_hash_table_new_full(iot_hash_text, g_str_equal, g_free, NULL);
    answers->latest = g_ptr_array_new();
    return answers;
}

void
iot_dns_answers_free(iot_dns_answers *answers)
{
    if (!answers)
        return;
    g_ptr_array_unref(answers->latest);
    g_hash_table_unref(answers->by_addr);
    g_ptr_array_unref(answers->all);
    g_hash_table_unref(answers->names);
    g_free(answers);
}

/* One copy of each name, so that names compare as pointers. NULL if it is empty or one too many;
 * only the latter is a loss. */
static const char *
name_get(iot_dns_answers *answers, const char *raw, bool *ret_is_full)
{
    g_autofree char *clean = iot_text_clean(raw, -1);

    if (!clean)
        return NULL;
    g_autofree char *folded = iot_text_fold(clean);
    gpointer known = NULL;
    if (g_hash_table_lookup_extended(answers->names, folded, &known, NULL))
        return known;
    if (g_hash_table_size(answers->names) >= IOT_DNS_ANSWERS_NAMES_MAX) {
        *ret_is_full = true;
        return NULL;
    }
    known = g_steal_pointer(&folded);
    answers->name_bytes += answers_name_bytes(known);
    g_hash_table_add(answers->names, known);
    return known;
}

void
iot_dns_answers_keep_changes(iot_dns_answers *answers)
{
    answers->only_changes = true;
}

static bool
says_the_same(const iot_dns_answer *a, const iot_dns_answer *b)
{
    return a->question == b->question && a->owner == b->owner;
}

/* True if nobody who asks for a name finds another one for having this answer too. */
static bool
changes_nothing(const GArray *list, const iot_dns_answer *more)
{
    const iot_dns_answer *newest = &g_array_index(list, iot_dns_answer, list->len - 1);
    guint least = list->len > LOOK_BACK_MAX ? list->len - LOOK_BACK_MAX : 0;

    if (!says_the_same(newest, more))
        return false;
    for (guint i = list->len; i-- > least;) {
        const iot_dns_answer *known = &g_array_index(list, iot_dns_answer, i);
        if (known->client == more->client)
            return says_the_same(known, more) && known->client_revision == more->client_revision;
    }
    return false;
}

static address_answers *
address_get(iot_dns_answers *answers, const iot_addr *addr)
{
    address_answers *of = answers_for(answers, addr);

    if (of)
        return of;
    of = g_new0(address_answers, 1);
    of->addr = *addr;
    of->list = g_array_new(FALSE, FALSE, sizeof(iot_dns_answer));
    /* It may have been there before, and must not count what it counted then. */
    of->revision = answers->pruned ? answers->revision : 0;
    g_ptr_array_add(answers->all, of);
    g_hash_table_insert(answers->by_addr, &of->addr, of);
    return of;
}

static GArray *
list_of(const iot_dns_answers *answers, const iot_addr *addr)
{
    const address_answers *of = answers_for(answers, addr);

    return of ? of->list : NULL;
}

void
iot_dns_answers_observe(iot_dns_answers *answers, const iot_addr *addr,
                        const iot_dns_answer *answer)
{
    iot_dns_answer copy = *answer;
    bool is_full = false;

    if (!iot_addr_is_unicast(addr))
        return;
    copy.question = name_get(answers, answer->question, &is_full);
    copy.owner = copy.question ? name_get(answers, answer->owner, &is_full) : NULL;
    if (!copy.owner && !is_full)
        return;
    const GArray *list = list_of(answers, addr);
    if (!is_full && list && answers->only_changes && changes_nothing(list, &copy))
        return;
    if (is_full || answers->kept >= IOT_DNS_ANSWERS_MAX ||
        (list && list->len >= IOT_DNS_ANSWERS_PER_ADDR_MAX)) {
        answers->dropped++;
        return;
    }
    if (iot_nat64_observe(&answers->nat64, copy.question, addr))
        answers->nat64_revision++;
    address_answers *of = address_get(answers, addr);
    g_array_append_val(of->list, copy);
    of->revision++;
    answers->kept++;
    answers->revision++;
    if (answers->latest_frame != copy.frame)
        g_ptr_array_set_size(answers->latest, 0);
    answers->latest_frame = copy.frame;
    g_ptr_array_add(answers->latest, of);
}

void
iot_dns_answers_drop_frame(iot_dns_answers *answers, uint32_t frame)
{
    for (guint i = 0; answers->latest_frame == frame && i < answers->latest->len; i++) {
        GArray *list = ((address_answers *)g_ptr_array_index(answers->latest, i))->list;
        /* One that is gone already: the frame named the address before. */
        for (guint a = list->len; a-- > 0 &&
                                  g_array_index(list, iot_dns_answer, a).frame == frame &&
                                  !g_array_index(list, iot_dns_answer, a).gone;)
            g_array_index(list, iot_dns_answer, a).gone = true;
    }
}

iot_revision
iot_dns_answers_revision_of(const iot_dns_answers *answers, const iot_addr *addr)
{
    const address_answers *of = answers_for(answers, addr);
    const address_answers *embedded = answers_for_embedded(answers, addr);

    return (of ? of->revision : 0) + (embedded ? embedded->revision : 0) +
           (addr->family == 6 ? answers->nat64_revision : 0);
}

/* How many entries of the list are at or before the frame. */
static guint
count_until(const GArray *list, uint32_t frame)
{
    guint low = 0, high = list->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(list, iot_dns_answer, middle).frame <= frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void
iot_dns_answers_file(iot_dns_answers *answers, const iot_addr *addr,
                     const iot_dns_answers_asker *who, bool at_once)
{
    address_answers *of = answers_for(answers, addr);
    address_answers *embedded = answers_for_embedded(answers, addr);

    if (of)
        answers_index_file(of, who, at_once);
    if (embedded)
        answers_index_file(embedded, who, at_once);
}

/* Among the answers for one address. */
static const iot_dns_answer *
find(const address_answers *of, uint32_t frame, const iot_dns_answers_asker *who,
     iot_dns_source *ret_source)
{
    guint until = count_until(of->list, frame);
    const iot_dns_answer *own = answers_index_newest(of, until, who);

    *ret_source = own ? IOT_DNS_OWN : until > 0 ? IOT_DNS_OTHER_CLIENT : IOT_DNS_LATER;
    return own ? own : answer_at(of, until > 0 ? until - 1 : 0);
}

/* True if an answer names an address better than another one: by where it stands, else as the newer
 * one, or the older one of those that came later. */
static bool
is_better(const iot_dns_answer *a, iot_dns_source source, const iot_dns_answer *b,
          iot_dns_source than)
{
    if (source != than)
        return source < than;
    return source == IOT_DNS_LATER ? a->frame < b->frame : a->frame > b->frame;
}

const iot_dns_answer *
iot_dns_answers_lookup(const iot_dns_answers *answers, const iot_addr *addr, uint32_t frame,
                       const iot_dns_answers_asker *who, iot_dns_source *ret_source)
{
    const address_answers *of = answers_for(answers, addr);
    const address_answers *embedded = answers_for_embedded(answers, addr);
    iot_dns_source source, source_within;

    const iot_dns_answer *found = of ? find(of, frame, who, &source) : NULL;
    const iot_dns_answer *within = embedded ? find(embedded, frame, who, &source_within) : NULL;
    if (within && (!found || is_better(within, source_within, found, source))) {
        found = within;
        source = source_within;
    }
    if (found)
        *ret_source = source;
    return found;
}

unsigned
iot_dns_answers_alternatives(const iot_dns_answers *answers, const iot_addr *addr,
                             const iot_dns_answers_asker *who, const char *but,
                             const char **ret_questions, unsigned max)
{
    const address_answers *of = answers_for(answers, addr);

    of = of ? of : answers_for_embedded(answers, addr);
    return of ? answers_index_questions(of, who, but, ret_questions, max) : 0;
}

void
iot_dns_answers_foreach(const iot_dns_answers *answers, iot_dns_answer_fn fn, void *user_data)
{
    for (guint i = 0; i < answers->all->len; i++) {
        const address_answers *of = g_ptr_array_index(answers->all, i);
        for (guint a = 0; a < of->list->len; a++)
            fn(&of->addr, answer_at(of, a), user_data);
    }
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
iot_dns_answers_dropped(const iot_dns_answers *answers)
{
    return answers->dropped;
}

iot_revision
iot_dns_answers_revision(const iot_dns_answers *answers)
{
    return answers->revision;
}
