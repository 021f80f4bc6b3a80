/* user-agent.c - which program on which system a device asks with, or answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * RFC 9110 sections 10.1.5 and 10.2.4. Android: "(Linux; U; Android 9; en-us; Model Build/X)", and
 * since its browsers say less "(Linux; Android 10; K)".
 */
#include "wire/message/user-agent.h"

#include "wire/cursor-text.h"
#include "wire/evidence-text.h"
#include "wire/header-lines.h"

#include <string.h>

/* Where a request goes: names and paths that are looked for are short. */
#define PATH_MAX_BYTES 96

/* What stands beside a model and is none: nobody's, kinds of browsers, a language. */
static bool
is_model(cursor part)
{
    static const char *const others[] = {"K", "U", "wv", "Mobile", "Tablet", "TV"};
    const uint8_t *b = part.at;

    for (unsigned i = 0; i < G_N_ELEMENTS(others); i++)
        if (cursor_is(part, others[i]))
            return false;
    if (cursor_left(&part) == 5 && g_ascii_islower(b[0]) && g_ascii_islower(b[1]) &&
        (b[2] == '-' || b[2] == '_') && g_ascii_isalpha(b[3]) && g_ascii_isalpha(b[4]))
        return false;
    if (cursor_left(&part) < 2)
        return false;
    /* "rv:98.0" */
    return b[0] != 'r' || b[1] != 'v' || (cursor_left(&part) > 2 && b[2] != ':');
}

/* The next part, up to a semicolon or the end, without blanks before it. */
static cursor
next_part(cursor *c)
{
    while (cursor_left(c) > 0 && *c->at == ' ')
        c->at++;
    cursor part = *c;
    const uint8_t *end = memchr(c->at, ';', cursor_left(c));
    part.end = end ? end : c->end;
    c->at = end ? end + 1 : c->end;
    return part;
}

/* The first part behind the version that is a model, without the number of its build. */
static bool
find_android_model(cursor agent, cursor *ret_model)
{
    static const char build[] = " Build/";
    const uint8_t *android = cursor_find(agent, "Android ");

    if (!android)
        return false;
    cursor at = {android, agent.end, false};
    const uint8_t *close = cursor_find_byte(&at, ')');
    at.end = close ? close : at.end;
    next_part(&at);
    while (cursor_left(&at) > 0) {
        cursor part = next_part(&at);
        const uint8_t *behind = cursor_find(part, build);
        part.end = behind ? behind : part.end;
        if (!is_model(part))
            continue;
        *ret_model = part;
        return true;
    }
    return false;
}

void
user_agent_tell(packet *p, cursor agent)
{
    cursor model;

    cursor_limit(&agent, MIN(cursor_left(&agent), EVIDENCE_TEXT_BYTES));
    evidence_tell_bytes(p, IOT_EVIDENCE_HTTP_USER_AGENT, agent);
    if (find_android_model(agent, &model))
        evidence_tell_bytes(p, IOT_EVIDENCE_ANDROID_MODEL, model);
}

/* Behind the method, up to a blank or what a client asks of it. */
static cursor
path_of(cursor headers)
{
    const uint8_t *blank = memchr(headers.at, ' ', MIN(cursor_left(&headers), 32));
    cursor path = blank ? (cursor){blank + 1, headers.end, false} : cursor_of(NULL, 0);
    size_t n = 0;

    while (n < cursor_left(&path) && n < PATH_MAX_BYTES && path.at[n] > ' ' && path.at[n] != '?')
        n++;
    path.end = path.at + n;
    return path;
}

/* The value of a header, whose `at` is NULL where there is none; false: somebody passed the message
 * on, and what it says is not its sender's. */
static bool
find_own(cursor headers, const char *name, cursor *ret_value)
{
    const char *const names[] = {name, "Via", "Forwarded", "X-Forwarded-For"};
    cursor values[G_N_ELEMENTS(names)];

    header_lines_find_all(headers, names, G_N_ELEMENTS(names), values);
    *ret_value = values[0];
    return !values[1].at && !values[2].at && !values[3].at;
}

void
user_agent_tell_request(packet *p, cursor headers, const char *host)
{
    cursor agent, path = path_of(headers);

    if (!find_own(headers, "User-Agent", &agent))
        return;
    if (agent.at)
        user_agent_tell(p, agent);
    if (host && cursor_left(&path) > 0 && *path.at == '/' && !cursor_find(agent, "Mozilla/"))
        evidence_tell(p, IOT_EVIDENCE_HTTP_REQUEST, evidence_text(p, host, path));
}

bool
user_agent_tell_response(packet *p, cursor headers)
{
    cursor server;

    if (!find_own(headers, "Server", &server))
        return false;
    if (server.at)
        evidence_tell_bytes(p, IOT_EVIDENCE_HTTP_SERVER, server);
    return true;
}
