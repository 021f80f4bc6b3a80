/* filter-hint.c - a display filter of Wireshark's where one of pcap-filter(7) is meant
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A sequence of terms is translated one by one: a field compared to a value, a protocol, and what
 * joins them. Of whatever else there is, only the language is told.
 */
#include "command/filter-hint.h"

#include <glib.h>
#include <string.h>

#include "base/addr.h"
#include "command/packet-filter.h"

/* What a display filter is made of, wireshark-filter(4); a field may be a protocol's name. */
#define PATTERN                                                                                    \
    "(?<field>[a-z][\\w-]*(?:\\.[\\w-]+)*)\\s*"                                                    \
    "(?<how>[=!]==?|[~<>]=|[<>=~]|(?:eq|ne|gt|lt|ge|le|a(?:ny|ll)_(?:eq|ne)|contains|matches|in)"  \
    "\\b)\\s*(?<value>\"[^\"]*\"|[^\\s&|()]*)"                                                     \
    "|(?<joint>&&|\\|\\||(?:and|or|not)\\b|[!()])|(?<word>[\\w.:/-]+)|(?<other>\\S)"

/* Fields whose value is told in the same way; a network is told as "net". */
static const struct {
    const char *field, *like;
} fields[] = {
    {"ip.addr", "host"},
    {"ip.host", "host"},
    {"ip.src", "src host"},
    {"ip.dst", "dst host"},
    {"ip.src_host", "src host"},
    {"ip.dst_host", "dst host"},
    {"ipv6.addr", "host"},
    {"ipv6.host", "host"},
    {"ipv6.src", "src host"},
    {"ipv6.dst", "dst host"},
    {"eth.addr", "ether host"},
    {"eth.src", "ether src"},
    {"eth.dst", "ether dst"},
    {"tcp.port", "tcp port"},
    {"tcp.srcport", "tcp src port"},
    {"tcp.dstport", "tcp dst port"},
    {"udp.port", "udp port"},
    {"udp.srcport", "udp src port"},
    {"udp.dstport", "udp dst port"},
    {"ip.proto", "ip proto"},
};

/* Names of protocols that pcap-filter has otherwise, by their ports, or not at all (NULL). */
static const struct {
    const char *name, *like;
} protocols[] = {
    {"arp", "arp"},
    {"ip", "ip"},
    {"ipv6", "ip6"},
    {"tcp", "tcp"},
    {"udp", "udp"},
    {"icmp", "icmp"},
    {"icmpv6", "icmp6"},
    {"igmp", "igmp"},
    {"dns", "port 53"},
    {"mdns", "udp port 5353"},
    {"dhcp", "udp port 67 or udp port 68"},
    {"ntp", "udp port 123"},
    {"http", "tcp port 80"},
    {"tls", "tcp port 443"},
    {"quic", "udp port 443"},
    {"mqtt", "tcp port 1883"},
    {"ssdp", "udp port 1900"},
    {"coap", "udp port 5683"},
    {"http2", NULL},
    {"eapol", NULL},
    {"iot", NULL},
    {"frame", NULL},
    {"eth", NULL},
};

typedef struct reader {
    GString *like;      /* NULL: there is nothing like it */
    bool compares;      /* a field was compared */
    bool fields;        /* one stood there */
    bool named;         /* a protocol that has no such name in pcap-filter */
    bool ours;          /* a field that the plugin adds */
    bool names;         /* a word that no display filter has stood there: what has dots is a host */
    const char *joined; /* "and" or "or", the first of either; NULL: nothing is */
} reader;

static void
give_up(reader *r)
{
    if (r->like)
        g_string_free(r->like, TRUE);
    r->like = NULL;
}

static void
put(reader *r, const char *text)
{
    if (r->like)
        g_string_append_printf(
            r->like, "%s%s",
            r->like->len > 0 && r->like->str[r->like->len - 1] != '(' && *text != ')' ? " " : "",
            text);
}

static const char *
like_field(const char *field)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(fields[i].field, field) == 0)
            return fields[i].like;
    return NULL;
}

/* A field of a protocol that we know, or the protocol; -1: it is none. */
static int
protocol_of(const char *field)
{
    size_t n = strcspn(field, ".");

    for (unsigned i = 0; i < G_N_ELEMENTS(protocols); i++)
        if (strlen(protocols[i].name) == n && strncmp(protocols[i].name, field, n) == 0)
            return (int)i;
    return -1;
}

/* Nothing that would have to be looked up. */
static bool
is_value_of(const char *like, const char *value)
{
    g_autofree char *addr = g_strndup(value, strcspn(value, "/"));
    iot_addr parsed;
    iot_mac mac;

    if (g_str_has_prefix(like, "ether"))
        return iot_mac_parse(value, &mac);
    if (g_str_has_suffix(like, "host"))
        return iot_addr_parse(addr, &parsed);
    return *value && strspn(value, "0123456789") == strlen(value);
}

/* A network is told as "net" where an address is as "host". */
static void
put_field(reader *r, const char *field, const char *how, const char *value)
{
    const char *like = like_field(field);
    bool is_not = strcmp(how, "!=") == 0 || strcmp(how, "ne") == 0;
    const char *net = like && strchr(value, '/') ? strstr(like, "host") : NULL;

    if (!like || !is_value_of(like, value) ||
        !(is_not || strcmp(how, "==") == 0 || strcmp(how, "eq") == 0)) {
        give_up(r);
        return;
    }
    g_autofree char *term =
        g_strdup_printf("%s%.*s%s %s", is_not ? "not " : "",
                        net ? (int)(net - like) : (int)strlen(like), like, net ? "net" : "", value);
    put(r, term);
}

/* Words of pcap-filter are compared, too: "len >= 60". */
static void
take_comparison(reader *r, const char *field, const char *how, const char *value)
{
    if (!strchr(field, '.') && protocol_of(field) < 0) {
        give_up(r);
        return;
    }
    r->compares = r->fields = true;
    r->ours |= g_str_has_prefix(field, "iot.");
    put_field(r, field, how, value);
}

/* Of "and" and "or", a display filter does "and" first, and the other one whichever comes first. */
static void
take_joint(reader *r, const char *joint)
{
    const char *like = strcmp(joint, "&&") == 0   ? "and"
                       : strcmp(joint, "||") == 0 ? "or"
                       : strcmp(joint, "!") == 0  ? "not"
                                                  : joint;

    put(r, like);
    if (strcmp(like, "and") != 0 && strcmp(like, "or") != 0)
        return;
    if (r->joined && strcmp(r->joined, like) != 0)
        give_up(r);
    r->joined = strcmp(like, "and") == 0 ? "and" : "or";
}

static void
take_word(reader *r, const char *word)
{
    static const char *const before_names[] = {"host", "net", "src", "dst", "gateway", NULL};
    int protocol = r->names ? -1 : protocol_of(word);
    const char *like = protocol >= 0 && !strchr(word, '.') ? protocols[protocol].like : NULL;

    r->names |= g_strv_contains(before_names, word);
    r->fields |= protocol >= 0 && strchr(word, '.');
    r->ours |= g_str_has_prefix(word, "iot.");
    r->named |= like && strcmp(like, word) != 0;
    if (!like) {
        give_up(r);
        return;
    }
    g_autofree char *term = strstr(like, " or ") ? g_strdup_printf("(%s)", like) : g_strdup(like);
    put(r, term);
}

static void
take(reader *r, const GMatchInfo *found)
{
    g_autofree char *field = g_match_info_fetch_named(found, "field");
    g_autofree char *how = g_match_info_fetch_named(found, "how");
    g_autofree char *value = g_match_info_fetch_named(found, "value");
    g_autofree char *joint = g_match_info_fetch_named(found, "joint");
    g_autofree char *word = g_match_info_fetch_named(found, "word");

    if (field && *field)
        take_comparison(r, field, how, value);
    else if (joint && *joint)
        take_joint(r, joint);
    else if (word && *word)
        take_word(r, word);
    else
        give_up(r);
}

/* The like as libpcap takes it; whatever it does not take is none. */
static bool
is_good(const reader *r)
{
    struct bpf_program program;
    char *why = NULL;
    bool good = r->like && r->like->len > 0 &&
                packet_filter_compile(r->like->str, DLT_EN10MB, &program, &why);

    if (good)
        pcap_freecode(&program);
    g_free(why);
    return good;
}

char *
filter_hint(const char *expression, bool *ret_compares)
{
    reader r = {.like = g_string_new(NULL)};
    g_autoptr(GString) hint = g_string_new("pcap-filter(7) is meant, not a display filter");
    g_autoptr(GRegex) pattern = g_regex_new(PATTERN, G_REGEX_RAW, 0, NULL);
    g_autoptr(GMatchInfo) found = NULL;

    g_regex_match(pattern, expression, 0, &found);
    for (; g_match_info_matches(found); g_match_info_next(found, NULL))
        take(&r, found);
    bool good = is_good(&r);
    if (good)
        g_string_append_printf(hint, ": %s", r.like->str);
    else if (r.ours)
        g_string_append(hint, ", where a device is host ADDRESS or ether host MAC");
    else
        g_string_append(hint, ", as in: host 192.168.1.5 and tcp port 443");
    give_up(&r);
    *ret_compares = r.compares;
    return r.fields || (r.named && good) ? g_string_free(g_steal_pointer(&hint), FALSE) : NULL;
}
