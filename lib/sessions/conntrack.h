/* conntrack.h - a line of Linux's table of connections
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As conntrack -L prints it, with and without -o extended or id; as it stands in
 * /proc/net/nf_conntrack, and in /proc/net/ip_conntrack of old kernels; and the events of
 * conntrack -E, which end with a session as the table would have it. Of all of it the tuples, the
 * counts and whether there was an answer matter.
 */
#ifndef IOT_CONNTRACK_H
#define IOT_CONNTRACK_H

#include "sessions/line-words.h"
#include "sessions/session.h"

/** False, with `ret_session` untouched, if it is no such line.
 *  @param ret_why says what is wrong with a line that begins as one; untouched if it does not.
 *  Static */
bool conntrack_read_line(const line_words *line, iot_session *ret_session, const char **ret_why);

#endif
