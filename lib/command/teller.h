/* teller.h - events, as packets come: a line each, at once
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * lib/events knows what happened; here it is looked for and written.
 */
#ifndef IOT_COMMAND_TELLER_H
#define IOT_COMMAND_TELLER_H

#include "command/baseline.h"
#include "command/output.h"

typedef struct teller teller;

/* @param out gets the lines; must outlive it, as must settings and intake */
teller *teller_new(output *out, const iot_settings *settings, intake *in);
void teller_free(teller *t);
/* From here on packets are listened to.
 * @param known already; NULL: nothing. Must outlive the teller */
void teller_begin(teller *t, const iot_snapshot *known);
/* Tells what is new in what was taken in without packets: of summaries. */
void teller_look(teller *t);
/* Tells the rest. False with an error if something could not be written, whenever that was: then
 * the end was asked for (signals.h). */
bool teller_end(teller *t, GError **error);
/* True if a finding that bad was told. */
bool teller_found(const teller *t, iot_severity severity);

#endif
