/* verdict.c - whether there is a finding that scripts should hear of
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/verdict.h"

bool
verdict_found(intake *in, const iot_settings *settings, iot_severity severity)
{
    intake_settle(in);
    g_autoptr(iot_findings) all = iot_findings_new(in->capture, settings);
    g_autoptr(iot_findings) proved = iot_findings_select(all, intake_proves, in);

    for (guint i = 0; i < proved->all->len; i++)
        if (((const iot_finding *)g_ptr_array_index(proved->all, i))->severity >= severity)
            return true;
    return false;
}
