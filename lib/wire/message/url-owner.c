/* url-owner.c - whose the hosts are that URLs lead to
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/url-owner.h"

#include <glib.h>
#include <string.h>

#define URLS_MAX 24

/* True if a host ends here: with the URL, or before a port, a path or what is asked of it. A name
 * that begins with numbers goes on, and before "@" stands who asks, and no host. */
static bool
host_ends(cursor c)
{
    if (cursor_left(&c) > 0 && *c.at == ':')
        for (c.at++; cursor_left(&c) > 0 && g_ascii_isdigit(*c.at);)
            c.at++;
    return cursor_left(&c) == 0 || (*c.at != '\0' && strchr("/?#", *c.at));
}

/* Of a URL, without blanks around it, whose host is an address of IPv4. */
static bool
addr_of(cursor url, iot_addr *ret_addr)
{
    char host[16];
    size_t n = 0;

    while (cursor_left(&url) > 3 && memcmp(url.at, "://", 3) != 0)
        url.at++;
    cursor_skip(&url, 3);
    while (n < sizeof host - 1 && cursor_left(&url) > 0 &&
           (g_ascii_isdigit(*url.at) || *url.at == '.'))
        host[n++] = (char)*url.at++;
    host[n] = '\0';
    return n > 0 && host_ends(url) && iot_addr_parse(host, ret_addr);
}

static cursor
next_url(cursor *urls)
{
    while (cursor_left(urls) > 0 && g_ascii_isspace(*urls->at))
        urls->at++;
    cursor url = *urls;
    while (cursor_left(urls) > 0 && !g_ascii_isspace(*urls->at))
        urls->at++;
    url.end = urls->at;
    return url;
}

bool
urls_are_of_another(cursor urls, const iot_addr *sender)
{
    bool other = false;
    iot_addr at;

    for (unsigned i = 0; sender->family == 4 && i < URLS_MAX && cursor_left(&urls) > 0; i++) {
        if (!addr_of(next_url(&urls), &at))
            continue;
        if (iot_addr_equal(&at, sender))
            return false;
        other = true;
    }
    return other;
}
