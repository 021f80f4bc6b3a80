/* host-name.c - whether a text can be the name of a host in the Internet, and which cannot
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "base/host-name.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

/* RFC 1035 section 2.3.4. */
#define NAME_MAX_BYTES  253
#define LABEL_MAX_BYTES 63

/* Ends of names. */
#define END(end, meaning)                                                                          \
    {                                                                                              \
        (end), sizeof(end) - 1, meaning                                                            \
    }
static const struct {
    const char *end;
    size_t length;
    iot_host_meaning meaning;
} ends[] = {
    /* RFC 8375; RFC 6762 section 3 and appendix G; ICANN's "internal". */
    END("home.arpa", IOT_HOST_OF_HOME),
    END("local", IOT_HOST_OF_HOME),
    END("lan", IOT_HOST_OF_HOME),
    END("home", IOT_HOST_OF_HOME),
    END("internal", IOT_HOST_OF_HOME),
    END("corp", IOT_HOST_OF_HOME),
    END("intranet", IOT_HOST_OF_HOME),
    END("private", IOT_HOST_OF_HOME),
    /* As makers and providers have their routers' pages called. */
    END("fritz.box", IOT_HOST_ROUTER),
    END("fritz.nas", IOT_HOST_ROUTER),
    END("fritz.repeater", IOT_HOST_ROUTER),
    END("myfritz.box", IOT_HOST_ROUTER),
    END("easy.box", IOT_HOST_ROUTER),
    END("kabel.box", IOT_HOST_ROUTER),
    END("o2.box", IOT_HOST_ROUTER),
    END("vodafone.box", IOT_HOST_ROUTER),
    END("speedport.ip", IOT_HOST_ROUTER),
    END("livebox", IOT_HOST_ROUTER),
    END("mafreebox.freebox.fr", IOT_HOST_ROUTER),
    END("routerlogin.com", IOT_HOST_ROUTER),
    END("routerlogin.net", IOT_HOST_ROUTER),
    END("mywifiext.net", IOT_HOST_ROUTER),
    END("tplinkap.net", IOT_HOST_ROUTER),
    END("tplinklogin.net", IOT_HOST_ROUTER),
    END("tplinkmodem.net", IOT_HOST_ROUTER),
    END("tplinkrepeater.net", IOT_HOST_ROUTER),
    END("tplinkwifi.net", IOT_HOST_ROUTER),
    END("asusrouter.com", IOT_HOST_ROUTER),
    END("router.asus.com", IOT_HOST_ROUTER),
    /* RFC 6761 section 6.3; /etc/hosts of Debian, Red Hat and macOS; systemd. */
    END("localhost", IOT_HOST_SELF),
    END("localhost4", IOT_HOST_SELF),
    END("localhost6", IOT_HOST_SELF),
    END("localdomain", IOT_HOST_SELF),
    END("localdomain4", IOT_HOST_SELF),
    END("localdomain6", IOT_HOST_SELF),
    END("ip6-localhost", IOT_HOST_SELF),
    END("ip6-loopback", IOT_HOST_SELF),
    END("ip6-localnet", IOT_HOST_SELF),
    END("ip6-allnodes", IOT_HOST_SELF),
    END("ip6-mcastprefix", IOT_HOST_SELF),
    END("ip6-allrouters", IOT_HOST_SELF),
    END("ip6-allhosts", IOT_HOST_SELF),
    END("broadcasthost", IOT_HOST_SELF),
    END("loopback", IOT_HOST_SELF),
    /* RFC 6761 section 6.4; and names of addresses. */
    END("invalid", IOT_HOST_NOBODY),
    END("in-addr.arpa", IOT_HOST_NOBODY),
    END("ip6.arpa", IOT_HOST_NOBODY),
};

/* Letters, digits, hyphens and underscores, and what is not ASCII, as some do not encode it. */
static bool
is_label(const char *label, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(label[i]) && label[i] != '-' && label[i] != '_' &&
            !((unsigned char)label[i] & 0x80))
            return false;
    return length > 0 && length <= LABEL_MAX_BYTES;
}

/* A port or a final dot is no part of the name. */
static void
cut_off(char *name)
{
    char *colon = strrchr(name, ':');

    if (colon && strspn(colon + 1, "0123456789") == strlen(colon + 1))
        *colon = '\0';
    size_t length = strlen(name);
    if (length > 0 && name[length - 1] == '.')
        name[length - 1] = '\0';
}

iot_host_meaning
iot_host_meaning_of(const char *name)
{
    size_t length = strlen(name);
    char last = length > 0 ? name[length - 1] : '\0';

    /* Each name that is told asks for all: most differ in the last byte already. */
    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++) {
        size_t n = ends[i].length;
        if (last == ends[i].end[n - 1] && length >= n &&
            memcmp(name + length - n, ends[i].end, n) == 0 &&
            (length == n || name[length - n - 1] == '.'))
            return ends[i].meaning;
    }
    return IOT_HOST_OF_INTERNET;
}

static bool
is_name(const char *name)
{
    const char *last = name;
    unsigned labels = 0;

    for (const char *at = name;; at++) {
        size_t length = strcspn(at, ".");
        if (!is_label(at, length))
            return false;
        labels++;
        last = at;
        at += length;
        if (*at == '\0')
            break;
    }
    /* A last label of digits is that of an address (RFC 1123 section 2.1), however it is written.
     */
    if (labels < 2 || strspn(last, "0123456789") == strlen(last))
        return false;
    iot_host_meaning meaning = iot_host_meaning_of(name);
    return meaning != IOT_HOST_SELF && meaning != IOT_HOST_NOBODY;
}

char *
iot_host_name(const char *raw)
{
    g_autofree char *clean = raw ? iot_text_clean(raw, -1) : NULL;

    if (!clean)
        return NULL;
    g_autofree char *name = iot_text_fold(clean);
    cut_off(name);
    return strlen(name) <= NAME_MAX_BYTES && is_name(name) ? g_steal_pointer(&name) : NULL;
}
