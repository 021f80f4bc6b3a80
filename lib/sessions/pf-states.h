/* pf-states.h - a state as the packet filter of the BSDs has it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * As pfctl -ss prints it, with the lines that -v and -vv add: of OpenBSD, FreeBSD and what is made
 * of them (pfSense, OPNsense). Of these lines the counts matter.
 */
#ifndef IOT_PF_STATES_H
#define IOT_PF_STATES_H

#include "sessions/line-words.h"
#include "sessions/session.h"

/** False, with `ret_session` untouched, if it is no line that begins a state.
 *  @param ret_why as in conntrack_read_line */
bool pf_read_state(const line_words *line, iot_session *ret_session, const char **ret_why);
/** Adds what a line below says of the state. False if it is no such line. */
bool pf_read_detail(const line_words *line, iot_session *session, const char **ret_why);

#endif
