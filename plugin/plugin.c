/* plugin.c - what Wireshark looks for in a plugin
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/hash.h"
#include "compat.h"
#include "packet-iot.h"
#include "show/register.h"

#include <epan/proto.h>
#include <epan/tap.h>
#include <gmodule.h>

#define EXPORTED __attribute__((visibility("default")))

EXPORTED extern const gchar plugin_version[];
EXPORTED extern const int plugin_want_major;
EXPORTED extern const int plugin_want_minor;
EXPORTED void plugin_register(void);
EXPORTED uint32_t plugin_describe(void);

const gchar plugin_version[] = IOT_VERSION;
const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

uint32_t
plugin_describe(void)
{
    return IOT_PLUGIN_IS;
}

static void
register_tap_listeners(void)
{
    iot_register_tables();
    iot_register_trees();
    iot_register_flat_table();
    iot_register_welcome();
    iot_register_menus();
}

void
plugin_register(void)
{
    static proto_plugin protocol = {proto_register_iot, proto_reg_handoff_iot};
    static tap_plugin taps = {register_tap_listeners};

    iot_hash_draw_key();
    proto_register_plugin(&protocol);
    tap_register_plugin(&taps);
}
