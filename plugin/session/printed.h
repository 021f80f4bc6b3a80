/* printed.h - which of our fields tshark prints, where it prints no others
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PRINTED_H
#define IOT_PRINTED_H

#include <epan/packet.h>
#include <stdbool.h>

#include "session/state.h"

struct iot_printed {
    bool only;      /* fields are printed, and nothing else of a tree */
    GArray *fields; /* of int: of ours, by number */
};

/** Looks at the command line whenever a file is opened. Call once. */
void iot_printed_register(void);
/** Is it one of those, or does a filter, a column or a colour ask for it? */
bool iot_printed_has(const struct iot_printed *printed, int field);

/** Is any of ours printed or asked for, where no others are printed? */
bool iot_printed_has_any(const struct iot_printed *printed);

/** Can anybody see that field, in a tree that all can be seen of? */
static inline bool
iot_printed_needs(int field)
{
    const struct iot_printed *printed = iot_state(IOT_STATE_PRINTED, sizeof *printed);

    return G_LIKELY(!printed->only) || iot_printed_has(printed, field);
}

#endif
