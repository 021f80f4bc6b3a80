/* events-writer.h - events as JSON Lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_EVENTS_WRITER_H
#define IOT_EVENTS_WRITER_H

#include "base/decls.h"
#include "events/event.h"

IOT_BEGIN_DECLS

/** One object on one line, with all members of doc/events.md: what does not apply is null. */
void iot_write_event(const iot_event *event, GString *out);

IOT_END_DECLS

#endif
