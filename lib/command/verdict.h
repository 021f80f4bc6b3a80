/* verdict.h - whether there is a finding that scripts should hear of
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_VERDICT_H
#define IOT_COMMAND_VERDICT_H

#include "command/pipeline.h"
#include "findings/findings.h"

/* True if what was counted proves a finding of that severity, or of a worse one. */
bool verdict_found(intake *in, const iot_settings *settings, iot_severity severity);

#endif
