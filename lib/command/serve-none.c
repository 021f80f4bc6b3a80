/* serve-none.c - where there is no libmicrohttpd: nothing is served, and --serve says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve.h"

server *
server_new(const options *o G_GNUC_UNUSED, GError **error)
{
    g_set_error_literal(
        error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
        "--serve: iot-devices was built without libmicrohttpd or the picture, which it takes");
    return NULL;
}

void
server_free(server *s G_GNUC_UNUSED)
{
}

int
server_socket(const server *s G_GNUC_UNUSED)
{
    return -1;
}

bool
server_begin(server *s G_GNUC_UNUSED, const server_source *source G_GNUC_UNUSED,
             GError **error G_GNUC_UNUSED)
{
    return false;
}

int
server_holder(const server *s G_GNUC_UNUSED)
{
    return -1;
}

void
server_tell(const server *s G_GNUC_UNUSED, bool quiet G_GNUC_UNUSED)
{
}

int
server_descriptor(const server *s G_GNUC_UNUSED)
{
    return -1;
}

int
server_wait_ms(const server *s G_GNUC_UNUSED, int ms)
{
    return ms;
}

void
server_tick(server *s G_GNUC_UNUSED)
{
}

void
server_go_on(server *s G_GNUC_UNUSED)
{
}
