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

typedef struct iot_texts iot_texts;

iot_texts *iot_texts_new(void);
void iot_texts_free(iot_texts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(iot_texts, iot_texts_free)

/** The one copy of `text`, made if need be; valid for the lifetime of the table. NULL for NULL. */
const char *iot_texts_keep(iot_texts *texts, const char *text);

#endif
