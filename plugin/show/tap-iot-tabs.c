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

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

/* An end by name, as the address these tables work with; its type is AT_NONE if it is none. They
 * copy the name, which is the view's.
 * @param direction of packets that have the remote at this end */
static address
end_of(const iot_flow_view *view, const iot_device *device, iot_direction direction)
{
    const char *remote = view->direction == direction ? view->name : NULL;
    const char *name = device ? iot_device_name(device) : remote;
    address addr;

    clear_address(&addr);
    if (name)
        set_address(&addr, AT_STRINGZ, (int)strlen(name) + 1, name);
    return addr;
}

static address
source_of(const iot_flow_view *view)
{
    return end_of(view, view->src, IOT_DIRECTION_INBOUND);
}

static address
destination_of(const iot_flow_view *view)
{
    return end_of(view, view->dst, IOT_DIRECTION_OUTBOUND);
}

/* Wireshark takes at most G_MAXINT at a time. False once nothing is left. */
static bool
take_part(iot_count *left, int *ret_frames, int *ret_bytes)
{
    *ret_frames = (int)MIN(left->packets, G_MAXINT);
    *ret_bytes = (int)MIN(left->bytes, G_MAXINT);
    left->packets -= (guint)*ret_frames;
    left->bytes -= (guint)*ret_bytes;
    return *ret_frames > 0 || *ret_bytes > 0;
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
add_conversation(conv_hash_t *hash, const iot_flow_view *view, int frames, int bytes,
                 gint64 since_ns)
{
    address src = source_of(view), dst = destination_of(view);
    nstime_t since = NSTIME_INIT_SECS_NSECS(since_ns / NS_PER_S, (int)(since_ns % NS_PER_S));
    nstime_t beginning = iot_deferred_beginning(), when;

    nstime_sum(&when, &beginning, &since);
    add_conversation_table_data(hash, &src, &dst, 0, 0, frames, bytes, &since, &when,
                                &conversation_info, CONVERSATION_NONE);
}

/* Each time moves only one end of what Wireshark knows. */
static void
count_conversation(void *target, const iot_fold_flow *flow)
{
    iot_count left = flow->count;
    int frames, bytes;

    if (flow->view->conversation == IOT_CONVERSATION_NONE)
        return;
    while (take_part(&left, &frames, &bytes))
        add_conversation(target, flow->view, frames, bytes, left.first_ns);
    if (left.last_ns != left.first_ns)
        add_conversation(target, flow->view, 0, 0, left.last_ns);
}

static void
count_endpoint(void *target, const address *end, bool sender, iot_count left)
{
    int frames, bytes;

    while (end->type != AT_NONE && take_part(&left, &frames, &bytes))
        add_endpoint_table_data(target, end, 0, sender, frames, bytes, &endpoint_info,
                                ENDPOINT_NONE);
}

static void
count_endpoints(void *target, const iot_fold_flow *flow)
{
    address src = source_of(flow->view), dst = destination_of(flow->view);

    count_endpoint(target, &src, true, flow->count);
    count_endpoint(target, &dst, false, flow->count);
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
