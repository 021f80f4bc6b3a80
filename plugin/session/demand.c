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

static struct audience {
    dissector_handle_t postdissector;
    int proto, tap;
    int pass_tap;   /* only to see whether taps run */
    int expert_tap; /* 0: Wireshark has not made it yet */
    bool one_run;   /* the program shows what it was told to, and ends */
    bool left;      /* nobody was there at the packet before */
} audience;

/* A file is opened: until its first packet, somebody may be there. Wireshark does not call us where
 * the user disabled us, but would go on to look for what we want. */
static void
audience_reset(void)
{
    audience.one_run = iot_session_is_one_run();
    audience.left = false;
    wanted_ask(audience.postdissector, !iot_proto_disabled());
}

void
audience_register(dissector_handle_t postdissector, int proto, int tap)
{
    audience.postdissector = postdissector;
    audience.proto = proto;
    audience.tap = tap;
    audience.pass_tap = register_tap("iot.pass");
    /* It is told nothing; but Wireshark queues what is tapped only if somebody listens. */
    GString *error = register_tap_listener("iot.pass", &audience, NULL, TL_IS_DISSECTOR_HELPER,
                                           NULL, NULL, NULL, NULL);
    if (error)
        g_string_free(error, TRUE);
    register_init_routine(audience_reset);
    audience_reset();
}

/* Our own wanted fields make Wireshark give every frame a tree; that nobody reads ours in it is no
 * reason to make it. Expert information is read without a field of ours being named. */
bool
audience_sees_fields(proto_tree *tree)
{
    if (audience.expert_tap == 0)
        audience.expert_tap = find_tap_id("expert");
    return (tree && proto_field_is_referenced(tree, audience.proto)) ||
           have_tap_listener(audience.expert_tap);
}

/* With -2, tshark shows nothing on its first pass, so that what it will show cannot be seen on it.
 * It runs no taps then, either. */
static bool
is_showing_pass(packet_info *pinfo)
{
    tap_queue_packet(audience.pass_tap, pinfo, &audience);
    return fetch_tapped_data(audience.pass_tap, 0) != NULL;
}

static bool
is_leaving(packet_info *pinfo, proto_tree *tree)
{
    return audience.one_run && !have_tap_listener(audience.tap) && !iot_prefs_publish_names() &&
           !audience_sees_fields(tree) && is_showing_pass(pinfo);
}

bool
audience_is_there(packet_info *pinfo, proto_tree *tree)
{
    bool leaves = is_leaving(pinfo, tree);

    if (leaves != audience.left) {
        audience.left = leaves;
        wanted_ask(audience.postdissector, !leaves);
    }
    return !leaves;
}
