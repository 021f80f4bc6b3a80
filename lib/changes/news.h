/* news.h - what a packet has that the baseline does not
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The baseline is a snapshot of what was normal before. What is new against it is told flow by
 * flow, by the rules that changes.h goes by for the whole: of each flow the same traits are made,
 * and looked for in the baseline. All that a new device does is new, so of it just that is told.
 *
 * While packets come, only what cannot turn out to be known after all is told: not of remotes that
 * have no name yet, nor of devices that make up their MAC and have told no name. Once all of the
 * capture is there, what it says as a whole counts, and changes.h and this say the same.
 *
 *     g_autoptr(iot_news) news = iot_news_new(before);
 *     if (iot_news_of(news, capture, flow, &view) & IOT_NEWS_DEVICE) ...
 *     iot_news_know(news, after);  // settled: what is said from here on rests on all of it
 */
#ifndef IOT_NEWS_H
#define IOT_NEWS_H

#include "base/decls.h"
#include "changes/snapshot.h"

IOT_BEGIN_DECLS

/** Words are API: people's filters rely on them. */
typedef enum iot_news_kind {
    IOT_NEWS_DEVICE = 1 << 0,
    IOT_NEWS_REMOTE = 1 << 1,  /**< one that serves names or time, too */
    IOT_NEWS_SERVICE = 1 << 2, /**< used or offered by a device that the baseline has */
} iot_news_kind;
#define IOT_NEWS_KINDS 3

typedef struct iot_news iot_news;

/** @param before must outlive it */
iot_news *iot_news_new(const iot_snapshot *before);
void iot_news_free(iot_news *news);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_news, iot_news_free)

/** From now on what is new rests on all of the capture.
 *  @param after of it; must outlive the news, or the next call; NULL: not known yet, as in the
 *         beginning */
void iot_news_know(iot_news *news, const iot_snapshot *after);
/** What of a flow, described as by now, is new: iot_news_kind, several if several hold; 0: nothing.
 *  @param all nothing came since iot_news_know was told */
unsigned iot_news_of(const iot_news *news, const iot_capture *capture, iot_flow_id flow,
                     const iot_flow_view *view, bool all);
/** "device", "remote", "service" by the number of the bit, below IOT_NEWS_KINDS; static. */
const char *iot_news_word(unsigned bit);

/** Told of a trait that is new, of a device of the capture's. */
typedef void (*iot_news_fn)(const iot_device *device, iot_change_topic topic, const char *key,
                            void *user_data);
/** The same, trait by trait; of a new device IOT_CHANGE_DEVICE and "". */
void iot_news_foreach(const iot_news *news, const iot_capture *capture, iot_flow_id flow,
                      const iot_flow_view *view, bool all, iot_news_fn fn, void *user_data);

IOT_END_DECLS

#endif
