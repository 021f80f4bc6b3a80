/* host-name.h - whether a text can be the name of a host in the Internet, and which cannot
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For what clients say whom they mean (server names, Host): it may be an address, a name that means
 * another host everywhere, a pattern, or anything.
 */
#ifndef IOT_HOST_NAME_H
#define IOT_HOST_NAME_H

#include "base/decls.h"

IOT_BEGIN_DECLS

/** The name in lower case, without port and final dot; NULL: it is none of two labels or more, or
 *  names nobody ("localhost"). Must be freed by the caller using g_free.
 *  @param raw as it came; NULL: nothing did */
char *iot_host_name(const char *raw);

/** Whom a name means. */
typedef enum iot_host_meaning {
    IOT_HOST_OF_INTERNET, /**< the same host for everybody, as far as anybody knows */
    IOT_HOST_OF_HOME,     /**< another one in each home, and no registry gave it ("nas.lan") */
    IOT_HOST_ROUTER,      /**< each home's router, by a name that its maker gave it ("fritz.box") */
    IOT_HOST_SELF,        /**< whoever asks ("localhost") */
    IOT_HOST_NOBODY,      /**< no host at all ("invalid") */
} iot_host_meaning;

/** By how it ends. `name` is in lower case without a dot at its end. */
iot_host_meaning iot_host_meaning_of(const char *name);

IOT_END_DECLS

#endif
