/* dns-answers-index.c - whose the many answers for one address are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An address of a content network has thousands of answers, which every packet to it asks for those
 * to its device. Few are gone through. Many are filed under their devices, each client judged once;
 * one that is found by halving then is as good as gone through.
 * When it changes who is who, all has to be filed anew. Each wish for it pays for a part of that,
 * so that a change with each packet costs no more. Questions change nothing: where the file is not
 * up to date, they go through the newest, and then believe the old file where it is still right.
 */
#include "tables/dns-answers-internal.h"

#include "base/hash.h"

#include <string.h>

/* As many are gone through. */
#define FEW 64
/* An answer that says nothing new among so many questions before it is in no list of questions. So
 * any so many of a list, and one, differ. */
static const guint look_back = IOT_DNS_ANSWERS_ALTERNATIVES_MAX;

/* Answers to one device, by their places in the address's list. */
typedef struct filed {
    GArray *places;    /* of guint: all */
    GArray *questions; /* of guint: those with another question */
} filed;

struct answers_index {
    GHashTable *devices;   /* number -> filed */
    guint n_filed;         /* of the list */
    iot_revision revision; /* the asker's, by which they were filed */
    guint paid;            /* since then */
};

/* Whose the answers to one client are, while nothing is learnt of it. */
typedef struct client {
    uint32_t number;
    iot_revision revision;
} client;

static guint
client_hash(gconstpointer key)
{
    return iot_hash_bytes(key, sizeof(client));
}

static gboolean
client_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, sizeof(client)) == 0;
}

static void
filed_free(gpointer data)
{
    filed *of = data;

    g_array_unref(of->places);
    g_array_unref(of->questions);
    g_free(of);
}

void
answers_index_free(answers_index *index)
{
    if (!index)
        return;
    g_hash_table_unref(index->devices);
    g_free(index);
}

static void
file_one(answers_index *index, const address_answers *all, uint32_t device, guint place)
{
    filed *of = g_hash_table_lookup(index->devices, GUINT_TO_POINTER(device));

    if (!of) {
        of = g_new(filed, 1);
        of->places = g_array_new(FALSE, FALSE, sizeof(guint));
        of->questions = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(index->devices, GUINT_TO_POINTER(device), of);
    }
    g_array_append_val(of->places, place);
    guint n = of->questions->len;
    for (guint i = n; i-- > (n > look_back ? n - look_back : 0);)
        if (answer_at(all, g_array_index(of->questions, guint, i))->question ==
            answer_at(all, place)->question)
            return;
    g_array_append_val(of->questions, place);
}

static void
file_rest(answers_index *index, const address_answers *all, const iot_dns_answers_asker *who)
{
    gpointer device;

    if (index->n_filed == all->list->len)
        return;
    g_autoptr(GHashTable) judged = g_hash_table_new_full(client_hash, client_equal, g_free, NULL);
    for (; index->n_filed < all->list->len; index->n_filed++) {
        const iot_dns_answer *answer = answer_at(all, index->n_filed);
        client key = {answer->client, answer->client_revision};
        if (!g_hash_table_lookup_extended(judged, &key, NULL, &device)) {
            device = GUINT_TO_POINTER(who->device_of(answer, who->user_data));
            g_hash_table_insert(judged, g_memdup2(&key, sizeof key), device);
        }
        if (GPOINTER_TO_UINT(device) != IOT_DNS_ANSWERS_NOBODY)
            file_one(index, all, GPOINTER_TO_UINT(device), index->n_filed);
    }
}

void
answers_index_file(address_answers *all, const iot_dns_answers_asker *who, bool at_once)
{
    answers_index *index = all->index;

    if (all->list->len <= FEW)
        return;
    if (!index) {
        index = all->index = g_new0(answers_index, 1);
        index->devices = g_hash_table_new_full(NULL, NULL, NULL, filed_free);
        index->revision = who->revision;
    }
    if (index->revision != who->revision) {
        index->paid += IOT_DNS_ANSWERS_JUDGED_MAX;
        if (index->paid < all->list->len && !at_once)
            return;
        g_hash_table_remove_all(index->devices);
        index->n_filed = 0;
        index->revision = who->revision;
        index->paid = 0;
    }
    file_rest(index, all, who);
}

/* True if all is filed by what is known. */
static bool
is_up_to_date(const address_answers *all, const iot_dns_answers_asker *who)
{
    return all->index && all->index->revision == who->revision &&
           all->index->n_filed == all->list->len;
}

/* Whom answers went to is asked of the caller, who has to look far: clients that are not the
 * device are remembered while one question is answered. */
typedef struct judge {
    const iot_dns_answers_asker *who;
    client others[16];
    unsigned n_others;
} judge;

static bool
is_for_device(judge *by, const iot_dns_answer *answer)
{
    client key = {answer->client, answer->client_revision};

    if (by->who->device == IOT_DNS_ANSWERS_NOBODY)
        return false;
    for (unsigned i = 0; i < by->n_others; i++)
        if (client_equal(&by->others[i], &key))
            return false;
    if (by->who->device_of(answer, by->who->user_data) == by->who->device)
        return true;
    if (by->n_others < G_N_ELEMENTS(by->others))
        by->others[by->n_others++] = key;
    return false;
}

static const iot_dns_answer *
newest_of_the_latest(const address_answers *all, guint until, guint most, judge *by)
{
    for (guint i = until; i-- > (until > most ? until - most : 0);)
        if (is_for_device(by, answer_at(all, i)))
            return answer_at(all, i);
    return NULL;
}

static const filed *
filed_of(const address_answers *all, const iot_dns_answers_asker *who)
{
    return all->index ? g_hash_table_lookup(all->index->devices, GUINT_TO_POINTER(who->device))
                      : NULL;
}

/* The last place before `until`. */
static const iot_dns_answer *
last_filed(const address_answers *all, const filed *of, guint until)
{
    guint low = 0, high = of->places->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(of->places, guint, middle) < until)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? answer_at(all, g_array_index(of->places, guint, low - 1)) : NULL;
}

const iot_dns_answer *
answers_index_newest(const address_answers *all, guint until, const iot_dns_answers_asker *who)
{
    judge by = {.who = who};

    if (all->list->len <= FEW)
        return newest_of_the_latest(all, until, FEW, &by);
    bool up_to_date = is_up_to_date(all, who);
    const iot_dns_answer *found =
        up_to_date ? NULL : newest_of_the_latest(all, until, IOT_DNS_ANSWERS_JUDGED_MAX, &by);
    const filed *of = filed_of(all, who);
    if (found || !of)
        return found;
    found = last_filed(all, of, until);
    return found && (up_to_date || is_for_device(&by, found)) ? found : NULL;
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
answers_index_questions(const address_answers *all, const iot_dns_answers_asker *who,
                        const char *but, const char **ret_questions, unsigned max)
{
    bool few = all->list->len <= FEW, up_to_date = !few && is_up_to_date(all, who);
    const filed *of = few ? NULL : filed_of(all, who);
    guint most = few ? all->list->len : of ? of->questions->len : 0;
    judge by = {.who = who};
    unsigned n = 0;

    for (guint i = 0; i < most && n < MIN(max, IOT_DNS_ANSWERS_ALTERNATIVES_MAX); i++) {
        const iot_dns_answer *answer =
            answer_at(all, few ? i : g_array_index(of->questions, guint, i));
        if (answer->question != but && !has_pointer(ret_questions, n, answer->question) &&
            (up_to_date || is_for_device(&by, answer)))
            ret_questions[n++] = answer->question;
    }
    return n;
}
