/* serve-token.c - what somebody has to know who asks for the page from another machine
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve-token.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/file-text.h"
#include "command/diagnostics.h"

#define RANDOM_BYTES 16
#define MIN_LENGTH   16
#define MAX_LENGTH   128
/* It stands in URLs as it is: the unreserved characters of RFC 3986. */
#define CHARACTERS G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-._~"

char *
serve_token_new(void)
{
    guint8 bytes[RANDOM_BYTES];
    GString *text = g_string_new(NULL);

    /* So few come at once or not at all. */
    if (getrandom(bytes, sizeof bytes, 0) != (gssize)sizeof bytes)
        g_error("the kernel has no random numbers: %s", g_strerror(errno));
    for (guint i = 0; i < sizeof bytes; i++)
        g_string_append_printf(text, "%02x", bytes[i]);
    return g_string_free(text, FALSE);
}

static void
note_who_reads(const char *path, const char *label)
{
    struct stat facts;

    if (stat(path, &facts) == 0 && facts.st_mode & (S_IRGRP | S_IROTH))
        diag("--serve-token: %s: others can read it, too", label);
}

char *
serve_token_read(const char *path, GError **error)
{
    g_autoptr(iot_file_text) file = iot_file_text_read(path, 4096, true, error);

    if (!file) {
        g_prefix_error(error, "--serve-token: ");
        return NULL;
    }
    gsize length = strcspn(file->text->str, "\r\n");
    g_autofree char *token = g_strndup(file->text->str, length);
    if (length < MIN_LENGTH || length > MAX_LENGTH || strspn(token, CHARACTERS) != length) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL,
                    "--serve-token: %s: its first line is no token: %u to %u letters, digits and "
                    "\"-._~\"",
                    file->label, MIN_LENGTH, MAX_LENGTH);
        return NULL;
    }
    note_who_reads(path, file->label);
    return g_steal_pointer(&token);
}

bool
serve_token_is(const char *token, const char *given)
{
    gsize length = strlen(token);
    volatile guint8 differs = 0;

    if (!given || strlen(given) != length)
        return false;
    for (gsize i = 0; i < length; i++)
        differs = (guint8)(differs | (guint8)(token[i] ^ given[i]));
    return differs == 0;
}
