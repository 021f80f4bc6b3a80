/* view.h - what a capture says of a frame, compared
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_SIGHT_H
#define IOT_TESTS_SIGHT_H

#include "home.h"

#include <string.h>

/* An address that looks remote until something proves it local, and who has it. */
#define PUBLIC_LAMP "203.0.113.50"

/* As Wireshark does with a packet that was just taken in. */
static inline void
look(iot_capture *capture, iot_flow_id flow, iot_flow_view *ret_view)
{
    iot_capture_place(capture, flow);
    iot_capture_describe(capture, flow, ret_view);
}

static inline void
assert_device(const iot_device *device, const char *identity)
{
    char text[IOT_MAC_TEXT];

    if (!identity)
        g_assert_null(device);
    else if (strchr(identity, ':') && iot_mac_is_set(iot_device_mac(device)))
        g_assert_cmpstr(iot_mac_format(iot_device_mac(device), text), ==, identity);
    else
        g_assert_cmpstr(iot_device_name(device), ==, identity);
}

/* Identities are MACs, or addresses of devices without one; NULL: no device. */
static inline void
assert_ends(iot_capture *capture, iot_flow_id flow, const char *direction, const char *src,
            const char *dst)
{
    iot_flow_view view;

    look(capture, flow, &view);
    g_assert_cmpstr(iot_direction_name(view.direction), ==, direction);
    assert_device(view.src, src);
    assert_device(view.dst, dst);
}

static inline void
assert_name(iot_capture *capture, iot_flow_id flow, const char *name, const char *source)
{
    iot_flow_view view;

    look(capture, flow, &view);
    g_assert_cmpstr(view.name, ==, name);
    g_assert_cmpstr(iot_remote_name_source_name(view.name_source), ==, source);
}

static inline void
assert_sender_called(iot_capture *capture, iot_flow_id flow, const char *name)
{
    iot_flow_view view;

    look(capture, flow, &view);
    g_assert_cmpstr(iot_device_name(view.src), ==, name);
}

static inline int64_t
rtt_of(iot_capture *capture, iot_flow_id flow)
{
    iot_flow_view view;

    look(capture, flow, &view);
    return view.rtt_ns;
}

static inline uint32_t
conversation_of(iot_capture *capture, iot_flow_id flow)
{
    iot_flow_view view;

    look(capture, flow, &view);
    return view.conversation;
}

#endif
