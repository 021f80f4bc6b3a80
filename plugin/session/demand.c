/* demand.c - whether anybody looks at what we find
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/demand.h"

#include "session/prefs.h"
#include "session/session.h"
#include "session/state.h"

#include <epan/tap.h>

struct demand {
    int proto, tap;
    int pass_tap;   /* only to see whether taps run */
    int expert_tap; /* 0: Wireshark has not made it yet */
    bool one_run;   /* the program shows what it was told to, and ends */
    bool left;      /* nothing that it was told to show is ours */
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
    demand()->left = false;
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
    if (error)
        g_string_free(error, TRUE);
    register_init_routine(demand_reset);
    demand_reset();
}

/* A tree that somebody else wants is no reason to fill it. Expert information is read without a
 * field of ours being named. */
bool
demand_sees_fields(proto_tree *tree)
{
    if (demand()->expert_tap == 0)
        demand()->expert_tap = find_tap_id("expert");
    return (tree && proto_field_is_referenced(tree, demand()->proto)) ||
           have_tap_listener(demand()->expert_tap);
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
demand_is_there(packet_info *pinfo, proto_tree *tree)
{
    struct demand *now = demand();

    /* A command line does not change while a file is read. */
    if (now->left)
        return false;
    now->left = now->one_run && !have_tap_listener(now->tap) && !iot_prefs_publish_names() &&
                !demand_sees_fields(tree) && is_showing_pass(pinfo);
    return !now->left;
}
