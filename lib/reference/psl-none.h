/* psl-none.h - where there is no libpsl: no list of public suffixes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_PSL_NONE_H
#define IOT_PSL_NONE_H

#include <stddef.h>

typedef void psl_ctx_t;

#define PSL_TYPE_ICANN        0
#define PSL_TYPE_NO_STAR_RULE 0

#define psl_builtin()                           ((const psl_ctx_t *)NULL)
#define psl_is_public_suffix2(list, name, type) ((void)(list), (void)(name), 0)

#endif
