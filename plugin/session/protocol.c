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
