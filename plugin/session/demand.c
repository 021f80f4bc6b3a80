/* demand.c - whether anybody looks at what we find
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/demand.h"

#include "read/wanted.h"
#include "session/prefs.h"
#include "session/protocol.h"
#include "session/session.h"

#include <epan/tap.h>

static struct demand {
    dissector_handle_t postdissector;
    int proto, tap;
    int pass_tap;   /* only to see whether taps run */
    int expert_tap; /* 0: Wireshark has not made it yet */
    bool one_run;   /* the program shows what it was told to, and ends */
    bool left;      /* nobody was there at the packet before */
} demand;

/* A file is opened: until its first packet, somebody may be there. Wireshark does not call us where
 * the user disabled us, but would go on to look for what we want. */
static void
demand_reset(void)
{
    demand.one_run = iot_session_is_one_run();
    demand.left = false;
    wanted_ask(demand.postdissector, !iot_proto_disabled());
}

void
demand_register(dissector_handle_t postdissector, int proto, int tap)
{
    demand.postdissector = postdissector;
    demand.proto = proto;
    demand.tap = tap;
    demand.pass_tap = register_tap("iot.pass");
    /* It is told nothing; but Wireshark queues what is tapped only if somebody listens. */
    GString *error = register_tap_listener("iot.pass", &demand, NULL, TL_IS_DISSECTOR_HELPER, NULL,
                                           NULL, NULL, NULL);
    if (error)
        g_string_free(error, TRUE);
    register_init_routine(demand_reset);
    demand_reset();
}

/* Our own wanted fields make Wireshark give every frame a tree; that nobody reads ours in it is no
 * reason to make it. Expert information is read without a field of ours being named. */
bool
demand_sees_fields(proto_tree *tree)
{
    if (demand.expert_tap == 0)
        demand.expert_tap = find_tap_id("expert");
    return (tree && proto_field_is_referenced(tree, demand.proto)) ||
           have_tap_listener(demand.expert_tap);
}

/* With -2, tshark shows nothing on its first pass, so that what it will show cannot be seen on it.
 * It runs no taps then, either. */
static bool
is_showing_pass(packet_info *pinfo)
{
    tap_queue_packet(demand.pass_tap, pinfo, &demand);
    return fetch_tapped_data(demand.pass_tap, 0) != NULL;
}

static bool
is_leaving(packet_info *pinfo, proto_tree *tree)
{
    return demand.one_run && !have_tap_listener(demand.tap) && !iot_prefs_publish_names() &&
           !demand_sees_fields(tree) && is_showing_pass(pinfo);
}

bool
demand_is_there(packet_info *pinfo, proto_tree *tree)
{
    bool leaves = is_leaving(pinfo, tree);

    if (leaves != demand.left) {
        demand.left = leaves;
        wanted_ask(demand.postdissector, !leaves);
    }
    return !leaves;
}
