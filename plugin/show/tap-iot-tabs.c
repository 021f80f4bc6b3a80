/* tap-iot-tabs.c - tab "IoT" in Conversations and Endpoints; tshark -z conv,iot, -z endpoints,iot
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "session/protocol.h"
#include "show/register.h"

#include <string.h>

#include "compat.h"
#include "show/tap-iot-deferred.h"

#include <epan/conversation_table.h>

/* A name as the address these tables work with. They copy it. */
static void
set_name(address *addr, const char *name)
{
    set_address(addr, AT_STRINGZ, (int)strlen(name) + 1, name);
}

/* Both ends of a packet by name; the type of an end that is none is AT_NONE. The names are the
 * view's. */
typedef struct ends {
    iot_flow_view view;
    address src, dst;
} ends;

static void
set_end(address *addr, const iot_device *device, const char *remote)
{
    clear_address(addr);
    if (device || remote)
        set_name(addr, device ? iot_device_name(device) : remote);
}

static void
find_ends(const iot_tap_packet *packet, ends *ret_ends)
{
    iot_flow_view *view = &ret_ends->view;

    iot_capture_describe(iot_session_capture(), packet->flow, view);
    set_end(&ret_ends->src, view->src,
            view->direction == IOT_DIRECTION_INBOUND ? view->name : NULL);
    set_end(&ret_ends->dst, view->dst,
            view->direction == IOT_DIRECTION_OUTBOUND ? view->name : NULL);
}

static const char *
conversation_filter(conv_item_t *item _U_, conv_filter_type_e type)
{
    return type == CONV_FT_SRC_ADDRESS   ? "iot.endpoint.src"
           : type == CONV_FT_DST_ADDRESS ? "iot.endpoint.dst"
           : type == CONV_FT_ANY_ADDRESS ? "iot.endpoint"
                                         : CONV_FILTER_INVALID;
}

static const char *
endpoint_filter(endpoint_item_t *item _U_, conv_filter_type_e type)
{
    return type == CONV_FT_SRC_ADDRESS   ? "iot.endpoint.src"
           : type == CONV_FT_DST_ADDRESS ? "iot.endpoint.dst"
           : type == CONV_FT_ANY_ADDRESS ? "iot.endpoint"
                                         : CONV_FILTER_INVALID;
}

static ct_dissector_info_t conversation_info = {conversation_filter};
static et_dissector_info_t endpoint_info = {endpoint_filter};

static void
count_conversation(void *target, const iot_tap_packet *packet)
{
    ends ends;
    nstime_t rel = packet->rel_ts, abs = packet->abs_ts;

    find_ends(packet, &ends);
    if (ends.view.conversation != IOT_CONVERSATION_NONE)
        add_conversation_table_data(target, &ends.src, &ends.dst, 0, 0, 1,
                                    (int)packet->length_bytes, &rel, &abs, &conversation_info,
                                    CONVERSATION_NONE);
}

static void
count_endpoint(void *target, const address *end, bool sender, const iot_tap_packet *packet)
{
    if (end->type != AT_NONE)
        add_endpoint_table_data(target, end, 0, sender, 1, (int)packet->length_bytes,
                                &endpoint_info, ENDPOINT_NONE);
}

static void
count_endpoints(void *target, const iot_tap_packet *packet)
{
    ends ends;

    find_ends(packet, &ends);
    count_endpoint(target, &ends.src, true, packet);
    count_endpoint(target, &ends.dst, false, packet);
}

static tap_packet_status
conversation_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
                    tap_flags_t flags)
{
    conv_hash_t *hash = data;

    hash->flags = flags;
    iot_deferred_count(hash, tapped, count_conversation);
    return TAP_PACKET_REDRAW;
}

static tap_packet_status
endpoint_packet(void *data, packet_info *pinfo _U_, epan_dissect_t *edt _U_, const void *tapped,
                tap_flags_t flags)
{
    conv_hash_t *hash = data;

    hash->flags = flags;
    iot_deferred_count(hash, tapped, count_endpoints);
    return TAP_PACKET_REDRAW;
}

void
iot_register_tabs(void)
{
    register_conversation_table(iot_proto(), TRUE, conversation_packet, endpoint_packet);
}
