/* session-lines.h - what is asked of the readers of lines
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_TESTS_SESSION_LINES_H
#define IOT_TESTS_SESSION_LINES_H

#include "sessions/line-words.h"
#include "sessions/session.h"

#include <string.h>

typedef bool (*session_reader)(const line_words *line, iot_session *ret_session,
                               const char **ret_why);

static inline bool
read_line(session_reader reader, const char *text, iot_session *session, const char **why)
{
    g_autoptr(line_words) line = line_words_new(text, strlen(text));

    *why = NULL;
    return reader(line, session, why);
}

static inline iot_session
read_session(session_reader reader, const char *text)
{
    const char *why;
    iot_session session;

    g_assert_true(read_line(reader, text, &session, &why));
    return session;
}

static inline void
assert_end(const iot_session_end *end, const char *addr, uint16_t port)
{
    char text[IOT_ADDR_TEXT];

    g_assert_cmpstr(iot_addr_format(&end->addr, text), ==, addr);
    g_assert_cmpuint(end->port, ==, port);
}

static inline void
assert_session_count(const iot_session_count *count, uint64_t packets, uint64_t bytes)
{
    g_assert_cmpuint(count->packets, ==, packets);
    g_assert_cmpuint(count->bytes, ==, bytes);
}

#endif
