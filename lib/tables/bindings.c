/* bindings.c - which MAC has which address, from which frame on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "tables/bindings-internal.h"

static void
timeline_free(gpointer data)
{
    timeline *line = data;

    g_array_unref(line->payloads);
    g_array_unref(line->senders);
    g_clear_pointer(&line->returns, g_array_unref);
    g_free(line);
}

iot_bindings *
iot_bindings_new(void)
{
    iot_bindings *bindings = g_new0(iot_bindings, 1);

    bindings->timelines = g_hash_table_new(iot_addr_hash, iot_addr_equal_key);
    bindings->all = g_ptr_array_new_with_free_func(timeline_free);
    bindings->lately = g_new0(timeline *, BINDINGS_LATELY);
    return bindings;
}

void
iot_bindings_free(iot_bindings *bindings)
{
    if (!bindings)
        return;
    g_hash_table_unref(bindings->timelines);
    g_ptr_array_unref(bindings->all);
    g_free(bindings->lately);
    g_free(bindings);
}

/* By the last bytes of IPv4 and IPv6; the one's stand where the other's differ little. */
static timeline **
place_of(const iot_bindings *bindings, const iot_addr *addr)
{
    const uint8_t *b = addr->bytes;

    return &bindings->lately[(uint8_t)(b[2] + b[3] + b[14] + b[15])];
}
static_assert(BINDINGS_LATELY == UINT8_MAX + 1, "every place is there");

/* NULL: nothing is known of the address. */
static timeline *
look_up(const iot_bindings *bindings, const iot_addr *addr)
{
    timeline **place = place_of(bindings, addr);

    if (*place && iot_addr_equal(&(*place)->addr, addr))
        return *place;
    timeline *line = g_hash_table_lookup(bindings->timelines, addr);
    if (line)
        *place = line;
    return line;
}

/* Where a fact about the pair belongs; NULL if it can be none, or at the cap. */
static timeline *
timeline_for(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac)
{
    if (!iot_addr_is_unicast(addr) || !iot_mac_is_station(mac))
        return NULL;
    timeline *line = look_up(bindings, addr);
    if (line)
        return line;
    if (g_hash_table_size(bindings->timelines) >= IOT_BINDINGS_ADDRS_MAX) {
        bindings->dropped++;
        return NULL;
    }
    line = g_new0(timeline, 1);
    line->addr = *addr;
    /* It may have been there before, and must not count what it counted then. */
    line->revision = bindings->pruned ? bindings->revision : 0;
    line->payloads = g_array_new(FALSE, FALSE, sizeof(seen));
    line->senders = g_array_new(FALSE, FALSE, sizeof(seen));
    g_ptr_array_add(bindings->all, line);
    g_hash_table_insert(bindings->timelines, &line->addr, line);
    return line;
}

/* False at the cap. */
static bool
append(iot_bindings *bindings, timeline *line, GArray *list, seen entry, guint cap, bool local)
{
    if (list->len >= cap) {
        bindings->dropped++;
        return false;
    }
    g_array_append_val(list, entry);
    line->revision++;
    bindings->facts++;
    bindings->revision++;
    bindings->local_revision += local;
    return true;
}

static bool
has_mac(const GArray *list, const iot_mac *mac)
{
    for (guint i = list->len; i-- > 0;)
        if (iot_mac_equal(&seen_at(list, i)->mac, mac))
            return true;
    return false;
}

void
iot_bindings_observe_payload(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                             uint32_t frame)
{
    timeline *line = timeline_for(bindings, addr, mac);
    GArray *list = line ? line->payloads : NULL;

    if (!list)
        return;
    if (list->len > 0 && iot_mac_equal(&seen_at(list, list->len - 1)->mac, mac))
        return;
    append(bindings, line, list, (seen){frame, *mac, false, false}, IOT_BINDINGS_MOVES_MAX, true);
    for (guint i = 0; i < line->senders->len; i++)
        if (iot_mac_equal(&seen_at(line->senders, i)->mac, mac))
            g_array_index(line->senders, seen, i).named = true;
}

/* The frame since which the latest sender is the latest. */
static uint32_t
latest_since(const timeline *line)
{
    const GArray *list = line->returns && line->returns->len > 0 ? line->returns : line->senders;
    uint32_t returned = seen_at(list, list->len - 1)->frame;

    return MAX(returned, seen_at(line->senders, line->senders->len - 1)->frame);
}

/* A sender came back. What is beyond the cap tells nothing new of the address, and is no loss. */
static void
take_return(iot_bindings *bindings, timeline *line, guint sender, uint32_t frame, bool local)
{
    const GArray *p = line->payloads;
    bool was_told = p->len > 0 && seen_at(p, p->len - 1)->frame >= latest_since(line);
    guint n = line->returns ? line->returns->len : 0;

    if (n >= (was_told ? IOT_BINDINGS_MOVES_MAX : IOT_BINDINGS_RETURNS_MAX))
        return;
    if (!line->returns)
        line->returns = g_array_new(FALSE, FALSE, sizeof(seen));
    line->latest = (uint8_t)sender;
    seen entry = *seen_at(line->senders, sender);
    entry.frame = frame;
    append(bindings, line, line->returns, entry, IOT_BINDINGS_MOVES_MAX, local);
}

/* So many of the latest claims are looked at. */
#define DENIED_MAX 64

/* Who was told to have it, and still sends from it, says that what payloads said since is no move.
 */
static void
deny_payloads(const timeline *line, const seen *sender)
{
    guint n = line->payloads->len;

    for (guint i = n; sender->named && i-- > 0 && n - i <= DENIED_MAX;) {
        seen *claim = &g_array_index(line->payloads, seen, i);
        if (iot_mac_equal(&claim->mac, &sender->mac))
            return;
        claim->denied = true;
    }
}

void
iot_bindings_observe_sender(iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                            uint32_t frame, bool local)
{
    timeline *line = timeline_for(bindings, addr, mac);

    if (!line)
        return;
    for (guint i = 0; i < line->senders->len; i++) {
        if (!iot_mac_equal(&seen_at(line->senders, i)->mac, mac))
            continue;
        deny_payloads(line, seen_at(line->senders, i));
        if (i != line->latest)
            take_return(bindings, line, i, frame, local);
        return;
    }
    seen entry = {frame, *mac, has_mac(line->payloads, mac), false};
    if (append(bindings, line, line->senders, entry, IOT_BINDINGS_SENDERS_MAX, local))
        line->latest = (uint8_t)(line->senders->len - 1);
}

iot_revision
iot_bindings_revision_of(const iot_bindings *bindings, const iot_addr *addr)
{
    const timeline *line = look_up(bindings, addr);

    return line ? line->revision : 0;
}

/* How many of a timeline are at or before the frame. */
static guint
n_until(const GArray *list, uint32_t frame)
{
    guint low = 0, high = list->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (seen_at(list, middle)->frame <= frame)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
is_own_sender(const seen *entry, const iot_bindings_view *view)
{
    return !view->is_forwarder(&entry->mac, view->user_data);
}

/* What a payload says is so if who it names sends from the address, by whatever way, or nobody else
 * has it: neither one whose frames are its own, nor a forwarder that payloads name, too. Who came
 * at the end or later says nothing of the time before. */
static bool
is_credible(const timeline *line, const iot_mac *mac, uint32_t end, const iot_bindings_view *view)
{
    const iot_mac *named = view->stand_in(mac, view->user_data);
    bool others = false;

    if (view->is_client(named, view->user_data))
        return true;
    for (guint i = 0; i < line->senders->len; i++) {
        const seen *sender = seen_at(line->senders, i);
        if (iot_mac_equal(&sender->mac, named))
            return true;
        others |= sender->frame < end && (sender->named || is_own_sender(sender, view));
    }
    return !others;
}

/* When the next payload gave the address to somebody else; never, if to whom had it before: a lie
 * is between two truths. */
static uint32_t
end_of(const timeline *line, guint payload)
{
    const seen *next =
        payload + 1 < line->payloads->len ? seen_at(line->payloads, payload + 1) : NULL;

    if (!next ||
        (payload > 0 && iot_mac_equal(&seen_at(line->payloads, payload - 1)->mac, &next->mac)))
        return UINT32_MAX;
    return next->frame;
}

/* Lies can come by the thousand: no more are asked, from the latest on. */
#define ASKED_MAX 64

static const seen *
latest_sender(const timeline *line, uint32_t frame, const iot_bindings_view *view)
{
    const seen *found = NULL;
    guint end = line->returns ? n_until(line->returns, frame) : 0;

    for (guint i = end; i-- > 0 && end - i <= ASKED_MAX && !found;)
        if (is_own_sender(seen_at(line->returns, i), view))
            found = seen_at(line->returns, i);
    for (guint i = n_until(line->senders, frame); i-- > 0;) {
        const seen *sender = seen_at(line->senders, i);
        if (found && found->frame >= sender->frame)
            break;
        if (is_own_sender(sender, view))
            return sender;
    }
    return found;
}

static const seen *
latest_payload(const timeline *line, uint32_t frame, const iot_bindings_view *view)
{
    guint end = n_until(line->payloads, frame);

    for (guint i = end; i-- > 0 && end - i <= ASKED_MAX;)
        if (is_credible(line, &seen_at(line->payloads, i)->mac, end_of(line, i), view))
            return seen_at(line->payloads, i);
    return NULL;
}

/* The first of a timeline after the frame; NULL: none, or no timeline. */
static const seen *
first_after(const GArray *list, uint32_t frame)
{
    guint i = list ? n_until(list, frame) : 0;

    return list && i < list->len ? seen_at(list, i) : NULL;
}

/* Whether the next to send from the address, after who did before, is who the payload names: so it
 * had the address from then on. */
static bool
sends_next(const timeline *line, const seen *payload, const iot_bindings_view *view)
{
    const seen *next = first_after(line->senders, payload->frame);
    const seen *returned = first_after(line->returns, payload->frame);

    if (returned && (!next || returned->frame < next->frame))
        next = returned;
    return next && is_own_sender(next, view) && iot_mac_equal(&next->mac, &payload->mac);
}

/* Before or in the frame. A forwarder's client is never seen to send: the payload that names it
 * says that it has the address from then on. */
static const seen *
past_of(const timeline *line, uint32_t frame, const iot_bindings_view *view)
{
    const seen *sender = latest_sender(line, frame, view);
    const seen *payload = latest_payload(line, frame, view);

    if (!sender ||
        (payload && payload->frame > sender->frame &&
         (view->is_client(&payload->mac, view->user_data) || sends_next(line, payload, view))))
        return payload;
    return sender;
}

/* After all that is before or in the frame was no help. */
static const seen *
future_of(const timeline *line, const iot_bindings_view *view)
{
    for (guint i = 0; i < MIN(line->payloads->len, ASKED_MAX); i++)
        if (is_credible(line, &seen_at(line->payloads, i)->mac, UINT32_MAX, view))
            return seen_at(line->payloads, i);
    for (guint i = 0; i < line->senders->len; i++)
        if (is_own_sender(seen_at(line->senders, i), view))
            return seen_at(line->senders, i);
    return NULL;
}

static bool
take(const iot_mac *found, const iot_bindings_view *view, iot_mac *ret_mac)
{
    *ret_mac = *view->stand_in(found, view->user_data);
    return true;
}

static bool
is_own_header(const iot_mac *header, const iot_bindings_view *view)
{
    return iot_mac_is_station(header) && !view->is_forwarder(header, view->user_data);
}

bool
iot_bindings_sender(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                    const iot_mac *header, const iot_bindings_view *view, iot_mac *ret_mac)
{
    const timeline *line = look_up(bindings, addr);

    if (is_own_header(header, view))
        return take(header, view, ret_mac);
    const seen *found = line ? past_of(line, frame, view) : NULL;
    if (line && !found)
        found = future_of(line, view);
    return found && take(&found->mac, view, ret_mac);
}

bool
iot_bindings_receiver(const iot_bindings *bindings, const iot_addr *addr, uint32_t frame,
                      const iot_mac *header, const iot_bindings_view *view, iot_mac *ret_mac)
{
    const timeline *line = look_up(bindings, addr);
    const seen *found = line ? past_of(line, frame, view) : NULL;

    if (!found && is_own_header(header, view))
        return take(header, view, ret_mac);
    if (line && !found)
        found = future_of(line, view);
    return found && take(&found->mac, view, ret_mac);
}

bool
iot_bindings_is_credible(const iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac,
                         uint32_t frame, const iot_bindings_view *view)
{
    const timeline *line = look_up(bindings, addr);

    guint until = line ? n_until(line->payloads, frame) : 0;

    return until > 0 && is_credible(line, mac, end_of(line, until - 1), view);
}

bool
iot_bindings_is_sender(const iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac)
{
    const timeline *line = look_up(bindings, addr);

    return line && has_mac(line->senders, mac);
}

bool
iot_bindings_is_only_sender(const iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac)
{
    const timeline *line = look_up(bindings, addr);

    return line && line->senders->len == 1 && iot_mac_equal(&seen_at(line->senders, 0)->mac, mac);
}

static bool
are_all(const GArray *list, bool (*is)(const iot_mac *mac, const void *user_data),
        const void *user_data)
{
    for (guint i = 0; i < list->len; i++)
        if (!is(&seen_at(list, i)->mac, user_data))
            return false;
    return true;
}

bool
iot_bindings_are_all(const iot_bindings *bindings, const iot_addr *addr,
                     bool (*is)(const iot_mac *mac, const void *user_data), const void *user_data)
{
    const timeline *line = look_up(bindings, addr);

    return line && facts_of(line) > 0 && are_all(line->payloads, is, user_data) &&
           are_all(line->senders, is, user_data);
}

bool
iot_bindings_is_denied(const iot_bindings *bindings, const iot_addr *addr, const iot_mac *mac)
{
    const timeline *line = look_up(bindings, addr);

    for (guint i = 0; line && i < line->payloads->len; i++)
        if (seen_at(line->payloads, i)->denied &&
            iot_mac_equal(&seen_at(line->payloads, i)->mac, mac))
            return true;
    return false;
}

/* An address that moves on is an address that moves; one that comes back has two owners. */
static void
report_conflict(const timeline *line, iot_conflict_fn fn, void *user_data)
{
    g_autoptr(GHashTable) owners = g_hash_table_new(iot_mac_hash, iot_mac_equal_key);

    for (guint i = 0; i < line->payloads->len; i++) {
        const seen *now = seen_at(line->payloads, i);
        if (g_hash_table_add(owners, (gpointer)&now->mac))
            continue;
        fn(&line->addr, &now->mac, &seen_at(line->payloads, i - 1)->mac, now->frame,
           line->payloads->len - 1, user_data);
        return;
    }
}

void
iot_bindings_foreach_conflict(const iot_bindings *bindings, iot_conflict_fn fn, void *user_data)
{
    for (guint i = 0; i < bindings->all->len; i++) {
        const timeline *line = g_ptr_array_index(bindings->all, i);
        /* There and back are three. */
        if (line->payloads->len > 2)
            report_conflict(line, fn, user_data);
    }
}

void
iot_bindings_foreach_payload(const iot_bindings *bindings, iot_binding_fn fn, void *user_data)
{
    for (guint i = 0; i < bindings->all->len; i++) {
        const timeline *line = g_ptr_array_index(bindings->all, i);
        for (guint p = 0; p < line->payloads->len; p++)
            fn(&line->addr, &seen_at(line->payloads, p)->mac, seen_at(line->payloads, p)->frame,
               user_data);
    }
}

uint32_t
iot_bindings_size(const iot_bindings *bindings)
{
    return g_hash_table_size(bindings->timelines);
}

uint64_t
iot_bindings_dropped(const iot_bindings *bindings)
{
    return bindings->dropped;
}

iot_revision
iot_bindings_revision(const iot_bindings *bindings)
{
    return bindings->revision;
}

iot_revision
iot_bindings_local_revision(const iot_bindings *bindings)
{
    return bindings->local_revision;
}
