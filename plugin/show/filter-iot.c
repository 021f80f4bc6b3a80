/* filter-iot.c - Conversation Filter > IoT device, IoT conversation
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/register.h"

#include "base/escape.h"
#include "compat.h"
#include "session/session.h"

static bool
describe(const packet_info *pinfo, iot_flow_view *ret_view)
{
    iot_capture *capture = iot_session_capture();
    iot_flow_id flow =
        capture ? iot_capture_flow_of_frame(capture, iot_session_frame(pinfo)) : IOT_FLOW_NONE;

    if (flow == IOT_FLOW_NONE)
        return false;
    iot_capture_settle_devices(capture);
    iot_capture_describe(capture, flow, ret_view);
    return true;
}

/* The device of the frame; of two the sender. */
static const iot_device *
device_of(const packet_info *pinfo)
{
    iot_flow_view view;

    if (!describe(pinfo, &view))
        return NULL;
    return view.src ? view.src : view.dst;
}

static iot_filter_bool
has_device(IOT_CONVERSATION_FILTER_ARGS)
{
    return device_of(pinfo) != NULL;
}

static char *
device_filter(IOT_CONVERSATION_FILTER_ARGS)
{
    const iot_device *device = device_of(pinfo);

    if (!device)
        return NULL;
    GString *filter = g_string_new("iot.device == ");
    iot_escape_filter(filter, iot_device_name(device));
    return g_string_free(filter, FALSE);
}

static iot_filter_bool
has_conversation(IOT_CONVERSATION_FILTER_ARGS)
{
    iot_flow_view view;

    return describe(pinfo, &view) && view.conversation != IOT_CONVERSATION_NONE;
}

static char *
conversation_filter(IOT_CONVERSATION_FILTER_ARGS)
{
    iot_flow_view view;

    if (!describe(pinfo, &view) || view.conversation == IOT_CONVERSATION_NONE)
        return NULL;
    return g_strdup_printf("iot.conversation == %u", view.conversation);
}

void
iot_register_filters(void)
{
    iot_register_conversation_filter("iot", "IoT device", has_device, device_filter);
    iot_register_conversation_filter("iot", "IoT conversation", has_conversation,
                                     conversation_filter);
}
