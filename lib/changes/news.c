/* news.c - what a packet has that the baseline does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/news.h"

#include "changes/changes-internal.h"
#include "changes/snapshot-internal.h"
#include "tables/flows.h"

struct iot_news {
    const iot_snapshot *before, *after; /* after NULL: not known yet */
    changes_side were, are;             /* are: of after */
    GHashTable *devices;                /* iot_device -> iot_snapshot_device of after */
};

iot_news *
iot_news_new(const iot_snapshot *before)
{
    iot_news *news = g_new0(iot_news, 1);

    news->before = before;
    news->devices = g_hash_table_new(NULL, NULL);
    changes_side_begin(&news->were, before);
    return news;
}

void
iot_news_free(iot_news *news)
{
    if (!news)
        return;
    changes_side_clear(&news->were);
    changes_side_clear(&news->are);
    g_hash_table_unref(news->devices);
    g_free(news);
}

void
iot_news_know(iot_news *news, const iot_snapshot *after)
{
    changes_side_clear(&news->are);
    g_hash_table_remove_all(news->devices);
    news->after = after;
    if (!after)
        return;
    changes_side_begin(&news->are, after);
    for (guint i = 0; i < after->devices->len; i++) {
        iot_snapshot_device *device = g_ptr_array_index(after->devices, i);
        g_hash_table_insert(news->devices, (gpointer)device->device, device);
    }
}

/* One question. */
typedef struct asking {
    const iot_news *news;
    const iot_flow_view *view;
    bool all; /* nothing is left to be learnt */
    iot_interned *texts;
    iot_news_fn fn;
    void *user_data;
} asking;

static const iot_snapshot_device *
was(const iot_news *news, const iot_device *device)
{
    return changes_side_find(&news->were, news->after ? &news->are : NULL, device);
}

/* --- A device */

static void
ask_device(const asking *ask, const iot_device *device, bool sent)
{
    const iot_snapshot_device *now = g_hash_table_lookup(ask->news->devices, device);

    if (ask->news->before->incomplete || (now ? !changes_is_there(now) : !sent) ||
        (!ask->all && !changes_has_key(device)) || was(ask->news, device))
        return;
    ask->fn(device, IOT_CHANGE_DEVICE, "", ask->user_data);
}

static void
ask_devices(const asking *ask)
{
    const iot_device *src = ask->view->src, *dst = ask->view->dst;

    if (src)
        ask_device(ask, src, true);
    if (dst && dst != src)
        ask_device(ask, dst, false);
}

/* --- What a device of both sides does */

/* From here on who serves may yet be told, or by what protocol. */
#define PORT_EPHEMERAL 32768

/* What it is found by may change with the next packets: a name may come, or who serves. */
static bool
is_open(const asking *ask, const iot_trait *trait)
{
    const iot_service *service = &ask->view->service;

    if (trait->topic != IOT_CHANGE_USES && trait->topic != IOT_CHANGE_OFFERS)
        return trait->nameless;
    return (service->transport == IOT_TRANSPORT_TCP && ask->view->stream &&
            !ask->view->stream->settled) ||
           (service->port >= PORT_EPHEMERAL && !service->protocol);
}

/* @param alone what the flow alone shows of the device */
static bool
is_new(const asking *ask, const iot_snapshot_device *before, const iot_snapshot_device *alone,
       const iot_trait *trait, bool is_shown)
{
    const iot_snapshot_device *now = g_hash_table_lookup(ask->news->devices, alone->device);
    const iot_trait *whole = now ? iot_snapshot_trait(now, trait->topic, trait->key) : NULL;

    if (whole)
        return changes_is_new(before, now, whole);
    return !ask->all && is_shown && !is_open(ask, trait) && changes_is_new(before, alone, trait);
}

static void
ask_permit(const iot_device *device, const iot_permit *permit, bool is_shown, void *user_data)
{
    const asking *ask = user_data;
    const iot_snapshot_device *before = was(ask->news, device);
    const iot_locator nowhere = {0};

    if (!before || before->incomplete)
        return;
    iot_snapshot_device *alone = snapshot_device_new(device);
    snapshot_add_permit(ask->texts, alone, permit, &nowhere);
    for (guint i = 0; i < alone->traits->len; i++) {
        const iot_trait *trait = g_ptr_array_index(alone->traits, i);
        if (is_new(ask, before, alone, trait, is_shown))
            ask->fn(device, trait->topic, trait->key, ask->user_data);
    }
    snapshot_device_free(alone);
}

void
iot_news_foreach(const iot_news *news, const iot_capture *capture, iot_flow_id flow,
                 const iot_flow_view *view, bool all, iot_news_fn fn, void *user_data)
{
    g_autoptr(iot_interned) texts = iot_interned_new();
    asking ask = {news, view, all, texts, fn, user_data};

    ask_devices(&ask);
    if (flow != IOT_FLOW_NONE)
        iot_policy_foreach_permit(capture, flow, view, texts, ask_permit, &ask);
}

static void
note(const iot_device *device G_GNUC_UNUSED, iot_change_topic topic, const char *key G_GNUC_UNUSED,
     void *user_data)
{
    unsigned *kinds = user_data;

    *kinds |= topic == IOT_CHANGE_DEVICE                               ? IOT_NEWS_DEVICE
              : topic == IOT_CHANGE_USES || topic == IOT_CHANGE_OFFERS ? IOT_NEWS_SERVICE
                                                                       : IOT_NEWS_REMOTE;
}

unsigned
iot_news_of(const iot_news *news, const iot_capture *capture, iot_flow_id flow,
            const iot_flow_view *view, bool all)
{
    unsigned kinds = 0;

    iot_news_foreach(news, capture, flow, view, all, note, &kinds);
    return kinds;
}

const char *
iot_news_word(unsigned bit)
{
    static const char *const words[IOT_NEWS_KINDS] = {"device", "remote", "service"};

    g_assert(bit < IOT_NEWS_KINDS);
    return words[bit];
}
