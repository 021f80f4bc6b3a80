/* domain.c - whose name a DNS name is
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libpsl's own psl_registrable_domain goes by the list's private part too, which tells the
 * customers of a cloud apart; for people's questions they are the cloud.
 */
#include "domain.h"

#include <libpsl.h>
#include <string.h>

#include "addr.h"

const char *
iot_domain_of(const char *name)
{
    const psl_ctx_t *list = psl_builtin();
    const char *best = NULL;
    iot_addr addr;

    if (!list || iot_addr_parse(name, &addr))
        return NULL;
    for (const char *part = name; part; part = strchr(part, '.')) {
        part += *part == '.';
        if (!*part || *part == '.')
            return NULL;
        if (psl_is_public_suffix2(list, part, PSL_TYPE_ICANN))
            return best;
        best = part;
    }
    return NULL;
}
