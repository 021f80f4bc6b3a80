/* certificate-host.c - which host a certificate is for
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 5280 sections 4.2.1.3 (what a key may be used for), 4.2.1.6 (alternative names).
 */
#include "wire/message/certificate-host.h"

#include <string.h>

#include "base/host-name.h"
#include "wire/cursor-text.h"
#include "wire/message/ber.h"
#include "wire/wire-text.h"

enum { TAG_BITS = 0x03, TAG_OCTETS = 0x04, TAG_OBJECT = 0x06, TAG_SEQUENCE = 0x30, TAG_SET = 0x31 };
enum { TAG_BOOLEAN = 0x01, TAG_DNS_NAME = 0x82 };

/* Certificates of servers have about ten extensions, those of shared ones a hundred names. */
#define EXTENSIONS_MAX 32
#define NAMES_MAX      256
#define ATTRIBUTES_MAX 16
#define HOST_MAX       255

/* The last number of 2.5.29, and of 2.5.4. */
enum { KEY_USAGE = 15, ALTERNATIVE_NAME = 17, COMMON_NAME = 3 };
/* May vouch for others' certificates: bit 5, from the left. */
#define SIGNS_CERTIFICATES 0x04

/* ASCII and nothing else: what is encoded otherwise is no host's name there (RFC 5280 section 7.2).
 */
static bool
is_host(cursor bytes)
{
    char text[HOST_MAX + 1];
    size_t length = cursor_left(&bytes);

    if (length == 0 || length > HOST_MAX)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isalnum(bytes.at[i]) && !strchr("-_.", bytes.at[i] ? bytes.at[i] : '*'))
            return false;
    memcpy(text, bytes.at, length);
    text[length] = '\0';
    g_autofree char *name = iot_host_name(text);
    return name && iot_host_meaning_of(name) == IOT_HOST_OF_INTERNET;
}

/* The last labels of a name, behind that many dots; all of it if there are fewer. */
static cursor
last_labels(cursor name, unsigned dots)
{
    const uint8_t *at = name.end;

    while (at > name.at && (at[-1] != '.' || dots-- > 0))
        at--;
    return (cursor){at, name.end, false};
}

static bool
is_same(cursor one, cursor other)
{
    size_t n = cursor_left(&one);

    return n == cursor_left(&other) &&
           g_ascii_strncasecmp((const char *)one.at, (const char *)other.at, n) == 0;
}

/* True if registries hand out names below that one of two labels: "co.uk". Who reads bytes has no
 * list of all; what is not known for one makes two owners look like one. */
static bool
is_suffix(cursor two)
{
    static const char *const kinds[] = {"ac", "co",  "com", "edu", "gob", "gov", "go", "ltd",
                                        "me", "mil", "ne",  "net", "nom", "or",  "org"};
    enum { COUNTRY_BYTES = 2 };
    cursor last = last_labels(two, 0);

    if (cursor_left(&last) != COUNTRY_BYTES || last.at == two.at)
        return false;
    two.end = last.at - 1;
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (is_same(two, cursor_of((const uint8_t *)kinds[i], strlen(kinds[i]))))
            return true;
    return false;
}

/* What somebody registered of a name. */
static cursor
domain_of(cursor name)
{
    cursor two = last_labels(name, 1);

    return is_suffix(two) ? last_labels(name, 2) : two;
}

/* The names of hosts that a certificate has. */
typedef struct hosts {
    bool any;
    bool several;  /* they are those of several owners, or of more than anybody looks at */
    cursor first;  /* that is no pattern; none: empty */
    cursor domain; /* of all so far; none yet: empty */
} hosts;

static void
take_host(hosts *all, cursor name)
{
    bool pattern = cursor_begins(name, "*.");

    all->any = true;
    if (pattern)
        cursor_skip(&name, 2);
    if (!is_host(name))
        return;
    cursor domain = domain_of(name);
    if (cursor_left(&all->domain) == 0)
        all->domain = domain;
    all->several |= !is_same(all->domain, domain);
    if (!pattern && cursor_left(&all->first) == 0)
        all->first = name;
}

static void
take_hosts(hosts *all, cursor names)
{
    cursor name;

    for (unsigned i = 0; i < NAMES_MAX && cursor_left(&names) > 0; i++) {
        uint8_t tag = *names.at;
        if (!ber_enter(&names, tag, &name))
            return;
        if (tag == TAG_DNS_NAME)
            take_host(all, name);
    }
    all->several |= cursor_left(&names) > 0;
}

/* What an object of three bytes, whose first two are given, ends with; 0: it is another. */
static uint8_t
last_number(cursor object, uint8_t second)
{
    bool is_it = cursor_left(&object) == 3 && object.at[0] == 0x55 && object.at[1] == second;

    return is_it ? object.at[2] : 0;
}

/* What there is to say of the host in all extensions. */
typedef struct said {
    hosts hosts;
    bool authority;
} said;

static void
take_extension(cursor extension, said *all)
{
    cursor object, part, value;

    if (!ber_enter(&extension, TAG_OBJECT, &object))
        return;
    uint8_t number = last_number(object, 29);
    if (cursor_left(&extension) > 0 && *extension.at == TAG_BOOLEAN &&
        !ber_enter(&extension, TAG_BOOLEAN, &part)) /* whether it is critical */
        return;
    if (!ber_enter(&extension, TAG_OCTETS, &value))
        return;
    if (number == ALTERNATIVE_NAME && ber_enter(&value, TAG_SEQUENCE, &part))
        take_hosts(&all->hosts, part);
    else if (number == KEY_USAGE && ber_enter(&value, TAG_BITS, &part) && cursor_left(&part) > 1)
        all->authority = (part.at[1] & SIGNS_CERTIFICATES) != 0;
}

/* The last one: it is the most specific. */
static cursor
common_name(cursor subject)
{
    cursor set, pair, object, value, found = cursor_of(NULL, 0);

    for (unsigned i = 0; i < ATTRIBUTES_MAX && ber_enter(&subject, TAG_SET, &set); i++)
        if (ber_enter(&set, TAG_SEQUENCE, &pair) && ber_enter(&pair, TAG_OBJECT, &object) &&
            last_number(object, 4) == COMMON_NAME && cursor_left(&pair) > 0 &&
            ber_enter(&pair, *pair.at, &value))
            found = value;
    return found;
}

const char *
certificate_host(iot_facts *facts, cursor subject, cursor extensions)
{
    said all = {.hosts = {.first = cursor_of(NULL, 0), .domain = cursor_of(NULL, 0)}};
    cursor extension;

    for (unsigned i = 0; i < EXTENSIONS_MAX && ber_enter(&extensions, TAG_SEQUENCE, &extension);
         i++)
        take_extension(extension, &all);
    if (all.hosts.any)
        return cursor_left(&all.hosts.first) > 0 && !all.hosts.several
                   ? wire_text_ascii(facts, all.hosts.first)
                   : NULL;
    cursor name = common_name(subject);
    return !all.authority && is_host(name) ? wire_text_ascii(facts, name) : NULL;
}
