/* serve-token.h - what somebody has to know who asks for the page from another machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef IOT_COMMAND_SERVE_TOKEN_H
#define IOT_COMMAND_SERVE_TOKEN_H

#include <glib.h>
#include <stdbool.h>

/* A new one, of 128 random bits. Must be freed by the caller using g_free. */
char *serve_token_new(void);
/* The first line of a file. NULL with an error if that can be no token. Must be freed by the caller
 * using g_free. */
char *serve_token_read(const char *path, GError **error);
/* True if they are the same. How long it takes tells nothing but the length.
 * @param given NULL: none was */
bool serve_token_is(const char *token, const char *given);

#endif
