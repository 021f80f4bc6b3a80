/* interned.h - one copy of each text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Owns the copies, which stay where they are: equal texts are equal pointers. As GStringChunk,
 * whose own way of knowing them again has a hash that senders of names can foresee.
 */
#ifndef IOT_INTERNED_H
#define IOT_INTERNED_H

#include <glib.h>

typedef struct iot_interned iot_interned;

iot_interned *iot_interned_new(void);
void iot_interned_free(iot_interned *interned);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_interned, iot_interned_free)

/** The one copy of `text`; NULL: nobody kept one. */
const char *iot_interned_lookup(const iot_interned *interned, const char *text);
/** The one copy of `text`, made if need be; valid for the lifetime of the table. NULL for NULL. */
const char *iot_interned_keep(iot_interned *interned, const char *text);

#endif
