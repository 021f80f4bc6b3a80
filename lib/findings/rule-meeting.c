/* rule-meeting.c - devices that meet at one remote: what one sends there, the other gets from it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is in it nobody sees, but how much goes when: a relay hands on what it gets at once, and
 * makes it neither larger nor smaller. Only who is at the same remote is compared, and of these the
 * first so many that send or get enough, so that it takes time in proportion to what is remembered.
 * Of those whose data a device may have got it is told of one, the likest, so that there are no
 * more findings than devices.
 */
#include "base/hash.h"
#include "findings/findings-internal.h"
#include "findings/volumes.h"

/* Fewer can be chance. */
#define MEETING_TIMES_MIN 4
/* Of all that the receiver gets from there so many must be what the sender sent, and of all that
 * that one sends so many must come out again: it may be stored, too. */
#define MEETING_SHARE_OF_DOWN 0.75
#define MEETING_SHARE_OF_UP   0.5
/* So many times more than when the one is held against the other at wrong times: how far these are
 * off, in stretches, before and after. */
#define MEETING_OVER_CHANCE 3
#define MEETING_OFF_MIN     2
#define MEETING_OFF_MAX     9
/* Devices at one remote that are compared. */
#define MEETING_CLIENTS_MAX 64

/* One device at one remote. */
typedef struct client {
    const iot_contact *first;
    GPtrArray *contacts;         /* of const iot_contact, with volumes */
    guint number;                /* in order of first contacts */
    volumes *volumes;            /* NULL: not while others are compared */
    const struct client *sender; /* of what it gets; NULL: none known */
    unsigned times;              /* it got that */
} client;

static void
client_free(gpointer data)
{
    client *c = data;

    g_ptr_array_unref(c->contacts);
    volumes_free(c->volumes);
    g_free(c);
}

/* Whether all that is remembered has enough stretches, whatever is in them. */
static bool
may_meet(const client *c)
{
    guint n = 0;

    for (guint i = 0; i < c->contacts->len && n < MEETING_TIMES_MIN; i++)
        n += iot_connection_volumes(
            ((const iot_contact *)g_ptr_array_index(c->contacts, i))->connection);
    return n >= MEETING_TIMES_MIN;
}

static void
sum_up(client *c)
{
    c->volumes = volumes_new();
    for (guint i = 0; i < c->contacts->len; i++) {
        const iot_contact *one = g_ptr_array_index(c->contacts, i);
        bool is_first = iot_addr_equal(&one->stream->first_addr, &one->addr);
        volumes_add(c->volumes, one->connection, is_first ? IOT_SIDE_SRC : IOT_SIDE_DST);
    }
    volumes_finish(c->volumes);
}

static bool
has_enough(const volumes *all, unsigned way)
{
    return volumes_extent_until(all, way, all->until).times >= MEETING_TIMES_MIN;
}

/* Sums up what it sends and gets; lets go of it where that cannot meet anything. */
static bool
sends_or_gets_enough(client *c)
{
    sum_up(c);
    if (has_enough(c->volumes, UP) || has_enough(c->volumes, DOWN))
        return true;
    g_clear_pointer(&c->volumes, volumes_free);
    return false;
}

/* True if `n` are no more than what there is at wrong times. */
static bool
is_chance(const volumes *sender, const volumes *receiver, int64_t until, unsigned n)
{
    const unsigned offsets = 2 * (MEETING_OFF_MAX - MEETING_OFF_MIN + 1);
    unsigned wrong = 0;

    for (int off = MEETING_OFF_MIN; off <= MEETING_OFF_MAX; off++) {
        wrong += volumes_mirrored(sender, receiver, off, until) +
                 volumes_mirrored(sender, receiver, -off, until);
        if (MEETING_OVER_CHANCE * wrong > n * offsets)
            return true;
    }
    return false;
}

/* What flows as steadily as a film looks the same at wrong times; then it must begin and end
 * together, within the capture. */
static bool
begin_and_end_together(const finder *find, const volumes_extent *up, const volumes_extent *down)
{
    return ABS(up->first - down->first) <= 1 && ABS(up->last - down->last) <= 1 &&
           up->first > find->first_ns / IOT_CONNECTION_VOLUME_NS + 1 &&
           up->last < find->last_ns / IOT_CONNECTION_VOLUME_NS - 1 &&
           volumes_are_like(up->bytes, down->bytes);
}

/* In how many stretches they meet, of those of which all is known of both; 0: they do not. */
static unsigned
meet(const finder *find, const volumes *sender, const volumes *receiver)
{
    int64_t until = MIN(sender->until, receiver->until);
    volumes_extent up = volumes_extent_until(sender, UP, until);
    volumes_extent down = volumes_extent_until(receiver, DOWN, until);

    if (up.times < MEETING_TIMES_MIN || down.times < MEETING_TIMES_MIN)
        return 0;
    unsigned n = volumes_mirrored(sender, receiver, 0, until);
    if (n < MEETING_TIMES_MIN || n < MEETING_SHARE_OF_UP * up.times ||
        n < MEETING_SHARE_OF_DOWN * down.times)
        return 0;
    bool end_is_known = until == INT64_MAX;
    return !is_chance(sender, receiver, until, n) ||
                   (end_is_known && begin_and_end_together(find, &up, &down))
               ? n
               : 0;
}

static void
judge(const finder *find, const client *sender, client *receiver)
{
    unsigned n = meet(find, sender->volumes, receiver->volumes);

    if (n <= receiver->times ||
        rules_talk_directly(find, sender->first->device, receiver->first->device))
        return;
    receiver->sender = sender;
    receiver->times = n;
}

/* Two names of one address are compared where that is looked at. */
static bool
is_named(const client *c)
{
    return c->first->name_source < IOT_REMOTE_CERTIFICATE;
}

static void
judge_all(const finder *find, const GPtrArray *clients, bool by_address)
{
    for (guint a = 0; a < clients->len; a++) {
        for (guint b = a + 1; b < clients->len; b++) {
            client *x = g_ptr_array_index(clients, a), *y = g_ptr_array_index(clients, b);
            bool done = by_address && is_named(x) && x->first->name == y->first->name;
            if (done || x->first->device == y->first->device)
                continue;
            judge(find, x, y);
            judge(find, y, x);
        }
    }
}

/* All that were at one remote. */
static void
judge_remote(const finder *find, const GPtrArray *all, bool by_address)
{
    g_autoptr(GPtrArray) compared = g_ptr_array_new();

    if (all->len < 2)
        return;
    for (guint i = 0; i < all->len && compared->len < MEETING_CLIENTS_MAX; i++)
        if (sends_or_gets_enough(g_ptr_array_index(all, i)))
            g_ptr_array_add(compared, g_ptr_array_index(all, i));
    judge_all(find, compared, by_address);
    for (guint i = 0; i < compared->len; i++)
        g_clear_pointer(&((client *)g_ptr_array_index(compared, i))->volumes, volumes_free);
}

static void
tell_meeting(finder *find, const client *receiver)
{
    const iot_contact *to = receiver->first, *from = receiver->sender->first;
    iot_finding *finding = rules_add_contact(
        find, IOT_FINDING_THROUGH_CLOUD, IOT_SEVERITY_NOTE, to, to->connection->first_frame,
        receiver->times,
        "%u times it gets from there at once as much as %s sends there; the two never talk to each "
        "other",
        receiver->times, iot_device_name(from->device));

    rules_add_conversation(finding, from->conversation);
    g_hash_table_add(find->met, iot_fold_key(rules_met_key(from->pair, to->pair)));
}

/* Where each gets what the other sends it is told once, the way that is more. */
static bool
is_told_the_other_way(const client *receiver)
{
    const client *sender = receiver->sender;

    return sender->sender == receiver &&
           (sender->times > receiver->times ||
            (sender->times == receiver->times && sender->number > receiver->number));
}

static GPtrArray *
clients_of(const finder *find)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(client_free);
    g_autoptr(GHashTable) by_pair = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < find->contacts->all->len; i++) {
        const iot_contact *one = &g_array_index(find->contacts->all, iot_contact, i);
        if (!one->by_device || one->pair == IOT_PAIR_NONE ||
            iot_connection_volumes(one->connection) == 0)
            continue;
        client *c = g_hash_table_lookup(by_pair, GUINT_TO_POINTER(one->pair));
        if (!c) {
            c = g_new0(client, 1);
            c->first = one;
            c->contacts = g_ptr_array_new();
            c->number = all->len;
            g_ptr_array_add(all, c);
            g_hash_table_insert(by_pair, GUINT_TO_POINTER(one->pair), c);
        }
        g_ptr_array_add(c->contacts, (gpointer)one);
    }
    return all;
}

/* Puts clients together by the name of the remote, or by its address, and compares them. */
static void
judge_by(const finder *find, const GPtrArray *clients, bool by_address)
{
    g_autoptr(GHashTable) known = by_address ? g_hash_table_new(iot_addr_hash, iot_addr_equal_key)
                                             : g_hash_table_new(NULL, NULL);
    g_autoptr(GPtrArray) remotes =
        g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

    for (guint i = 0; i < clients->len; i++) {
        client *c = g_ptr_array_index(clients, i);
        gconstpointer key = by_address ? (gconstpointer)&c->first->addr : c->first->name;
        if (!may_meet(c) || (!by_address && !is_named(c)))
            continue;
        GPtrArray *there = g_hash_table_lookup(known, key);
        if (!there) {
            there = g_ptr_array_new();
            g_ptr_array_add(remotes, there);
            g_hash_table_insert(known, (gpointer)key, there);
        }
        g_ptr_array_add(there, c);
    }
    for (guint i = 0; i < remotes->len; i++)
        judge_remote(find, g_ptr_array_index(remotes, i), by_address);
}

void
rule_meeting(finder *find)
{
    g_autoptr(GPtrArray) clients = clients_of(find);

    judge_by(find, clients, false);
    judge_by(find, clients, true);
    for (guint i = 0; i < clients->len; i++) {
        const client *receiver = g_ptr_array_index(clients, i);
        if (receiver->sender && !is_told_the_other_way(receiver))
            tell_meeting(find, receiver);
    }
}
