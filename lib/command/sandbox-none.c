/* sandbox-none.c - where there is no libseccomp: nobody is confined, and --version says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/sandbox.h"

bool
sandbox_enter(int keeper G_GNUC_UNUSED, const server *asked G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
    return true;
}

bool
sandbox_enter_keeper(GError **error G_GNUC_UNUSED)
{
    return true;
}

char *
sandbox_name(void)
{
    return g_strdup("built without its sandbox");
}
