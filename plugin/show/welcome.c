/* welcome.c - Tools > IoT Devices > Welcome: the first steps
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/register.h"

#include "compat.h"

#include <epan/funnel.h>

/* Six lines, a step each, that the window shows without wrapping. */
static const char text[] = "1. Columns: click Profile (bottom right), choose IoT Devices\n"
                           "2. One device: right-click its name > Apply as Filter > Selected\n"
                           "3. All at a glance: Tools > IoT Devices > Picture\n"
                           "4. What talks to what: Statistics > IoT Device Conversations\n"
                           "5. Worth a look: Statistics > IoT Devices > Findings\n"
                           "6. Your own names: Edit > Preferences > Protocols > IoT\n";

static void
welcome(gpointer data _U_)
{
    const funnel_ops_t *ops = funnel_get_funnel_ops();

    ops->set_text(ops->new_text_window(ops->ops_id, "IoT Devices: Welcome"), text);
}

void
iot_register_welcome(void)
{
    funnel_register_menu("IoT Devices/Welcome", REGISTER_TOOLS_GROUP_UNSORTED, welcome, NULL, NULL,
                         FALSE);
}
