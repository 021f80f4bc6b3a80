/* hash-key.h - the key of the process's tables
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whoever reads what strangers wrote draws it once, before anything else of the library is called:
 * else they can make packets that take as long as they like (hash.h).
 */
#ifndef IOT_HASH_KEY_H
#define IOT_HASH_KEY_H

#include "base/decls.h"

#include <stdint.h>

#define IOT_HASH_KEY_BYTES 16

IOT_BEGIN_DECLS

/** Takes a key that nobody can foresee from the system. */
void iot_hash_draw_key(void);
/** Takes that key. For tests. */
void iot_hash_set_key(const uint8_t key[IOT_HASH_KEY_BYTES]);

IOT_END_DECLS

#endif
