/* http.c - HTTP requests; responses are upnp.c's
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9112. A request begins with a segment, as clients wait for the answer before they ask anew;
 * one within a segment is found behind the headers of the one before, if that has no body.
 */
#include "wire/message/http.h"

#include "wire/cursor-text.h"
#include "wire/message/http-description.h"
#include "wire/message/http-host.h"
#include "wire/message/upnp.h"
#include "wire/message/user-agent.h"
#include "wire/wire-text.h"

#include <string.h>

/* A segment of text that is no request may be part of a body; so many are looked at. */
#define SEGMENTS_MAX 64

/* Methods of HTTP (RFC 9110), WebDAV and its kin, UPnP. */
static const char *const methods[] = {
    "GET",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "CONNECT",
    "PATCH",
    "TRACE",
    "NOTIFY",
    "SEARCH",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
    "PROPFIND",
    "PROPPATCH",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
    "UNLOCK",
    "REPORT",
    "POLL",
    "BCOPY",
    "BMOVE",
    "LABEL",
    "MERGE",
    "UPDATE",
    "BDELETE",
    "CHECKIN",
    "CHECKOUT",
    "CCM_POST",
    "BPROPFIND",
    "BPROPPATCH",
    "UNCHECKOUT",
    "MKACTIVITY",
    "MKWORKSPACE",
    "RPC_CONNECT",
    "RPC_IN_DATA",
    "RPC_OUT_DATA",
    "VERSION-CONTROL",
    "BASELINE-CONTROL",
    "SSTP_DUPLEX_POST",
};

#define METHOD_MAX 16 /* bytes of the longest */

static bool
is_method(const uint8_t *bytes, size_t length)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(methods); i++)
        if (strlen(methods[i]) == length && memcmp(methods[i], bytes, length) == 0)
            return true;
    return false;
}

/* "M-" stands before methods of RFC 2774. */
static bool
begins_request(cursor c)
{
    if (cursor_begins(c, "M-"))
        cursor_skip(&c, 2);
    const uint8_t *space = memchr(c.at, ' ', MIN(cursor_left(&c), METHOD_MAX + 1));

    return space && is_method(c.at, (size_t)(space - c.at));
}

/* The first carriage return or line feed; NULL: there is none. Both are looked for in short pieces:
 * of lines that end with the one, each would else look for the other to the end of all. */
static const uint8_t *
find_line_end(const uint8_t *at, const uint8_t *end)
{
    enum { PIECE = 128 };

    while (at < end) {
        size_t n = MIN(PIECE, (size_t)(end - at));
        const uint8_t *feed = memchr(at, '\n', n);
        const uint8_t *back = memchr(at, '\r', feed ? (size_t)(feed - at) : n);
        if (back || feed)
            return back ? back : feed;
        at += n;
    }
    return NULL;
}

/* The next line, which is passed, without its end. False: its end is not there. A lone carriage
 * return ends a line, too, as for Wireshark: RFC 9112 section 2.2 forbids it, and what is behind it
 * is no part of a name. */
static bool
take_line(cursor *c, cursor *ret_line)
{
    const uint8_t *end = find_line_end(c->at, c->end);

    /* Its line feed may come yet. */
    if (!end || (*end == '\r' && end + 1 == c->end))
        return false;
    *ret_line = (cursor){c->at, end, false};
    c->at = end + (end[0] == '\r' && end[1] == '\n' ? 2 : 1);
    return true;
}

static const char *
value_of(packet *p, cursor line)
{
    while (cursor_left(&line) > 0 && (*line.at == ' ' || *line.at == '\t'))
        line.at++;
    return wire_text_ascii(p->facts, line);
}

static void
take_header(packet *p, cursor line)
{
    static const char host[] = "host:";
    size_t n = strlen(host);
    char *name = NULL;

    if (p->obs->http_host || p->obs->proxied || cursor_left(&line) < n ||
        g_ascii_strncasecmp((const char *)line.at, host, n) != 0)
        return;
    cursor_skip(&line, n);
    const char *value = value_of(p, line);
    if (value)
        name = iot_facts_text(p->facts, IOT_HTTP_HOST_TEXT);
    p->obs->http_host = name ? iot_http_host_name(value, name) : NULL;
    if (p->obs->http_host)
        iot_facts_keep(p->facts, strlen(name) + 1);
}

/* A host without its port, which a path may follow; an address of IPv6 without its brackets. */
static cursor
host_of(cursor c)
{
    cursor host = c;
    const uint8_t *close = cursor_find_byte(&c, ']');

    if (cursor_left(&c) > 0 && *c.at == '[' && close)
        return (cursor){c.at + 1, close, false};
    for (host.end = c.at; host.end < c.end; host.end++)
        if (strchr(":/?# ", *host.end))
            break;
    return host;
}

/* Servers take whole URIs as well (RFC 9112 section 3.2.2), and some clients send nothing else. */
static bool
is_receiver(const packet *p, const char *host)
{
    iot_addr addr;

    return host && iot_addr_parse(host, &addr) && iot_addr_equal(&addr, &p->obs->dst);
}

/* Who speaks to a proxy says where to: CONNECT, or a URI that is whole and not the proxy's own. */
static void
take_target(packet *p, cursor line)
{
    static const char *const schemes[] = {"http://", "https://", "ftp://"};
    bool connects = cursor_begins(line, "CONNECT ");
    const uint8_t *space = cursor_find_byte(&line, ' ');

    if (!space)
        return;
    line.at = space + 1;
    if (connects) {
        packet_ask_proxy(p, wire_text_ascii(p->facts, host_of(line)));
        p->connects = true;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(schemes) && !p->obs->proxied; i++) {
        cursor at = line;
        if (!cursor_begins_in_any_case(line, schemes[i]))
            continue;
        cursor_skip(&at, strlen(schemes[i]));
        const char *host = wire_text_ascii(p->facts, host_of(at));
        if (!is_receiver(p, host))
            packet_ask_proxy(p, host);
    }
}

/* True once the line that ends the headers was there. */
static bool
read_headers(packet *p, cursor *c)
{
    cursor line;

    if (take_line(c, &line))
        take_target(p, line);
    while (take_line(c, &line)) {
        if (cursor_left(&line) == 0)
            return true;
        take_header(p, line);
    }
    return false;
}

/* True if headers end here. The first `seen` bytes are known not to end them; more of them
 * afterwards. */
static bool
has_all_headers(cursor c, size_t *seen)
{
    const uint8_t *begin = c.at;
    cursor line;

    c.at += *seen;
    while (take_line(&c, &line)) {
        bool goes_on = line.at > begin && line.at[-1] != '\r' && line.at[-1] != '\n';
        if (cursor_left(&line) == 0 && !goes_on)
            return true;
    }
    /* What is left has no end but a carriage return. */
    *seen = (size_t)(c.end - begin) - (c.at < c.end && c.end[-1] == '\r');
    return false;
}

/* True if the first line is HTTP's: something else on its port gets no name. */
static bool
reads_as_http(cursor c)
{
    return begins_request(c) || cursor_begins(c, "HTTP/") || http_looks_so(c);
}

static bool
has_no_host(const packet *p)
{
    return !p->obs->http_host && !p->obs->proxied;
}

static void
read_request(packet *p, reassembly *t, cursor at)
{
    size_t seen = t->seen;

    if (!has_all_headers(at, &seen) && !packet_is_cut(p)) {
        if (reassembly_keep(t, at, HTTP_HEADERS_MAX))
            t->seen = (uint16_t)seen;
        else
            reassembly_finish(t);
        return;
    }
    /* Host and path are those of one request: of the first that has a host. */
    cursor first = at, request = at;
    for (bool ended = true; ended && has_no_host(p) && begins_request(at);) {
        request = at;
        ended = read_headers(p, &at);
    }
    user_agent_tell_request(p, p->obs->http_host ? request : first, p->obs->http_host);
    reassembly_clear(t);
    if (p->obs->http_host)
        reassembly_finish(t);
}

/* What comes before the response proper (RFC 9110 section 15.2), where that stands behind it.
 * False: it is still to come. */
static bool
pass_interim(cursor *c)
{
    cursor at = *c, line;

    if (!cursor_begins(at, "HTTP/1.1 1"))
        return true;
    while (take_line(&at, &line))
        if (cursor_left(&line) == 0)
            break;
    *c = at;
    return cursor_begins(at, "HTTP/");
}

/* What a proxy passes on says nothing of it. */
static void
read_response(packet *p, reassembly *t, cursor at, bool first)
{
    p->obs->asked = IOT_ASKED_SRC;
    if (first && !pass_interim(&at)) {
        reassembly_clear(t);
        return;
    }
    if (packet_is_relayed(p) || (first && !user_agent_tell_response(p, at))) {
        reassembly_finish(t);
        return;
    }
    if (!http_description_read(p, t, at))
        upnp_read(p, t, at);
}

void
http_read_stream(packet *p, reassembly *t, cursor bytes)
{
    cursor at = reassembly_join(t, bytes);
    bool first = at.at == bytes.at; /* nothing of it was kept */

    if (cursor_begins(at, "\r\n")) /* RFC 9112 section 2.2 */
        cursor_skip(&at, 2);
    if (reads_as_http(at))
        packet_set_protocol(p, "http");
    if (begins_request(at)) {
        p->obs->asked = IOT_ASKED_DST;
        read_request(p, t, at);
    } else if (cursor_begins(at, "HTTP/")) {
        read_response(p, t, at, first);
    } else if (t->guesses++ >= SEGMENTS_MAX) {
        reassembly_finish(t);
    } else {
        reassembly_clear(t);
    }
}

static bool
is_version(const uint8_t *bytes)
{
    return g_ascii_strncasecmp((const char *)bytes, "HTTP/1.", 7) == 0;
}

/* A method, and what it is about. */
static bool
begins_path(cursor c)
{
    const uint8_t *space = memchr(c.at, ' ', MIN(cursor_left(&c), METHOD_MAX + 1));

    if (!space || !begins_request(c))
        return false;
    c.at = space + 1;
    return cursor_begins(c, "/") || cursor_begins(c, "http://");
}

bool
http_looks_so(cursor bytes)
{
    cursor line;
    size_t version = strlen("HTTP/1.x");

    /* A long one may go on in the next segment. */
    if (!take_line(&bytes, &line))
        return begins_path(bytes);
    /* A line of nothing but the version is not taken for one. */
    return cursor_left(&line) > version && (is_version(line.at) || is_version(line.end - version));
}

bool
http_asks(cursor bytes)
{
    return http_looks_so(bytes) && begins_request(bytes);
}
