/* demand.c - whether anybody looks at what we find
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/demand.h"

#include "session/prefs.h"
#include "session/printed.h"
#include "session/session.h"
#include "session/state.h"

#include <epan/tap.h>

struct demand {
    int proto, tap;
    int pass_tap;   /* only to see whether taps run */
    bool watches;   /* we listen to it */
    int expert_tap; /* 0: Wireshark has not made it yet */
    bool one_run;   /* the program shows what it was told to, and ends */
    bool left;      /* nothing that it was told to show is ours */
    bool asked;     /* what follows is known; of one run it stays so while a file is read */
    bool tapped;    /* somebody listens to our tap */
    bool experts;   /* somebody listens to expert information */
};

static struct demand *
demand(void)
{
    return iot_state(IOT_STATE_DEMAND, sizeof(struct demand));
}

static void
demand_reset(void)
{
    demand()->one_run = iot_session_is_one_run();
    demand()->left = demand()->asked = false;
}

/* What is tapped is looked at on whatever pass; and Wireshark asks each listener about each thing
 * that any dissector tells of a packet. */
static void
stop_watching(struct demand *now)
{
    if (now->watches)
        remove_tap_listener(now);
    now->watches = false;
}

static G_GNUC_NO_INLINE void
ask(struct demand *now)
{
    if (now->expert_tap == 0)
        now->expert_tap = find_tap_id("expert");
    now->tapped = have_tap_listener(now->tap);
    now->experts = have_tap_listener(now->expert_tap);
    now->asked = now->one_run;
    if (now->one_run && now->tapped)
        stop_watching(now);
}

static inline struct demand *
asked(void)
{
    struct demand *now = demand();

    /* A command line does not change while a file is read; Wireshark goes through all listeners. */
    if (!now->asked)
        ask(now);
    return now;
}

void
demand_register(int proto, int tap)
{
    demand()->proto = proto;
    demand()->tap = tap;
    demand()->pass_tap = register_tap("iot.pass");
    /* It is told nothing; but Wireshark queues what is tapped only if somebody listens. */
    GString *error = register_tap_listener("iot.pass", demand(), NULL, TL_IS_DISSECTOR_HELPER, NULL,
                                           NULL, NULL, NULL);
    demand()->watches = !error;
    if (error)
        g_string_free(error, TRUE);
    register_init_routine(demand_reset);
    demand_reset();
}

/* A tree that somebody else wants is no reason to fill it. Expert information is read without a
 * field of ours being named. */
static bool
sees_fields(const struct demand *now, proto_tree *tree)
{
    const struct iot_printed *printed = iot_state(IOT_STATE_PRINTED, sizeof *printed);
    /* Of a tree that all can be seen of, Wireshark says that everything is asked for. */
    bool referenced =
        printed->only ? iot_printed_has_any(printed) : proto_field_is_referenced(tree, now->proto);

    return (tree && referenced) || now->experts;
}

bool
demand_is_tapped(void)
{
    return asked()->tapped;
}

/* With -2, tshark shows nothing on its first pass, so that what it will show cannot be seen on it.
 * It runs no taps then, either. */
static bool
is_showing_pass(packet_info *pinfo)
{
    tap_queue_packet(demand()->pass_tap, pinfo, demand());
    return fetch_tapped_data(demand()->pass_tap, 0) != NULL;
}

bool
demand_is_there(packet_info *pinfo, proto_tree *tree, bool *ret_seen, bool *ret_tapped)
{
    struct demand *now = asked();

    if (now->left)
        return false;
    *ret_seen = sees_fields(now, tree);
    *ret_tapped = now->tapped;
    now->left = now->one_run && !now->tapped && !*ret_seen && !iot_prefs_publish_names() &&
                is_showing_pass(pinfo);
    return !now->left;
}
