/* http-host.c - the name in an HTTP Host header
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/http-host.h"

#include <string.h>

const char *
iot_http_host_name(const char *host, char name[IOT_HTTP_HOST_TEXT])
{
    iot_addr addr;

    if (!host || host[0] == '[')
        return NULL;
    g_strlcpy(name, host, IOT_HTTP_HOST_TEXT);
    char *colon = strrchr(name, ':');
    if (colon)
        *colon = '\0';
    return *name && !iot_addr_parse(name, &addr) ? name : NULL;
}
