/* protocol.c - the protocol "iot", as Wireshark knows it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/protocol.h"

#include "compat.h"

#include <epan/proto.h>

static int proto_iot = -1;

int
iot_proto_register(void)
{
    proto_iot = proto_register_protocol("Internet of Things", "IoT", "iot");
    return proto_iot;
}

/* A name only, which is no layer of its own: to note a layer takes Wireshark as long as a tenth of
 * what we do to a packet, and in `frame.protocols` no post-dissector stands. Where the protocol is
 * disabled, so is this. */
int
iot_proto_register_visitor(void)
{
    return proto_register_protocol_in_name_only("Internet of Things (post-dissector)",
                                                "IoT post-dissector", "iot.visit", proto_iot,
                                                FT_PROTOCOL);
}

int
iot_proto(void)
{
    return proto_iot;
}

const char *
iot_proto_disabled(void)
{
    return proto_is_protocol_enabled(find_protocol_by_id(proto_iot))
               ? NULL
               : "the protocol is disabled (Analyze > Enabled Protocols, or --enable-protocol iot)";
}
