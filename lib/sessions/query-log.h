/* query-log.h - what a home's resolver wrote of questions and answers
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As dnsmasq writes it with log-queries or log-queries=extra, to a file or through a system's log,
 * and Pi-hole to pihole.log; leases that it gives out are told there, too. A capture gets what a
 * packet would have told: that somebody asked, what the answer was, whose name an address is. A
 * line of the log does not say who is answered, unless extra is on: then it is who asked and had no
 * answer to that question yet.
 *
 *     g_autoptr(query_log) log = query_log_new();
 *     query_log_read_line(log, text, length, capture);
 */
#ifndef IOT_QUERY_LOG_H
#define IOT_QUERY_LOG_H

#include "capture/capture.h"

#include <glib.h>

/** Most questions that wait for an answer; those that wait longest are forgotten. */
#define QUERY_LOG_QUESTIONS_MAX 65536
/** Most clients that wait for the answer to one question; later ones are answered without being
 *  told. */
#define QUERY_LOG_CLIENTS_MAX 64
/** Lines that have numbers of their own; those beyond share the last. */
#define QUERY_LOG_LINES_MAX (UINT32_MAX / 2)
/** Longest line, in bytes: names have 255, and a line has two. */
#define QUERY_LOG_LINE_MAX_BYTES 4096

typedef struct query_log query_log;

query_log *query_log_new(void);
void query_log_free(query_log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(query_log, query_log_free)

/** Takes in a line, without its end, and tells the capture.
 *  @return false if it is no line of such a log */
bool query_log_read_line(query_log *log, const char *text, gsize length, iot_capture *capture);

/** Each line is a frame of the capture: how many there are. What is told after it comes later. */
uint32_t query_log_frames(const query_log *log);

#endif
