/* known-resolvers.c - well-known public DNS resolvers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "reference/known-resolvers.h"

#include <string.h>

static const char *const names[] = {
    "dns.google",
    "dns.google.com",
    "cloudflare-dns.com",
    "one.one.one.one",
    "dns.quad9.net",
    "dns9.quad9.net",
    "dns10.quad9.net",
    "dns11.quad9.net",
    "doh.opendns.com",
    "doh.familyshield.opendns.com",
    "dns.adguard-dns.com",
    "dns.adguard.com",
    "doh.cleanbrowsing.org",
    "dns.nextdns.io",
    "dns.mullvad.net",
    "doh.dns.sb",
    "dns.digitale-gesellschaft.ch",
    "dns.alidns.com",
    "doh.pub",
    "doh.360.cn",
    "dns0.eu",
};

static const char *const addresses[] = {
    "8.8.8.8",
    "8.8.4.4",
    "2001:4860:4860::8888",
    "2001:4860:4860::8844",
    "1.1.1.1",
    "1.0.0.1",
    "2606:4700:4700::1111",
    "2606:4700:4700::1001",
    "9.9.9.9",
    "149.112.112.112",
    "2620:fe::fe",
    "2620:fe::9",
    "208.67.222.222",
    "208.67.220.220",
    "2620:119:35::35",
    "2620:119:53::53",
    "94.140.14.14",
    "94.140.15.15",
    "223.5.5.5",
    "223.6.6.6",
};

static bool
is_below(const char *name, const char *domain)
{
    gsize length = strlen(name), tail = strlen(domain);

    return length >= tail && g_ascii_strcasecmp(name + length - tail, domain) == 0 &&
           (length == tail || name[length - tail - 1] == '.');
}

bool
iot_is_known_resolver(const char *name, const iot_addr *addr)
{
    iot_addr known;

    for (unsigned i = 0; name && i < G_N_ELEMENTS(names); i++)
        if (is_below(name, names[i]))
            return true;
    for (unsigned i = 0; i < G_N_ELEMENTS(addresses); i++)
        if (iot_addr_parse(addresses[i], &known) && iot_addr_equal(&known, addr))
            return true;
    return false;
}
