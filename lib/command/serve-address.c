/* serve-address.c - where the page is served: an address and a port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/serve-address.h"

#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/* What the kernel keeps for each reader. With more of it, a slow one would be noticed late. */
#define SEND_BUFFER_BYTES (128 << 10)
/* Connections that nobody has taken yet. */
#define BACKLOG 64
/* A name of hosts (RFC 1035), and a port. */
#define HOST_MAX_BYTES 255

static bool
parse_port(const char *text, uint16_t *ret_port)
{
    guint64 port;

    if (!g_ascii_string_to_unsigned(text, 10, 0, UINT16_MAX, &port, NULL))
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

/* Splits off what stands behind the last ":" that is none of an address of IPv6; NULL: nothing. */
static char *
cut_port(char *text)
{
    char *bracket = strchr(text, ']'), *colon = strchr(bracket ? bracket : text, ':');

    if (!colon || (bracket && colon != bracket + 1) || strchr(colon + 1, ':'))
        return NULL;
    *colon = '\0';
    return colon + 1;
}

/* "[::1]" and "127.0.0.1". */
static bool
parse_literal(char *text, iot_addr *ret_addr)
{
    gsize length = strlen(text);
    bool bracketed = *text == '[' && length > 2 && text[length - 1] == ']';

    if (!bracketed)
        return iot_addr_parse(text, ret_addr) && ret_addr->family == 4;
    text[length - 1] = '\0';
    return iot_addr_parse(text + 1, ret_addr) && ret_addr->family == 6;
}

bool
serve_address_parse(const char *text, serve_address *ret_address)
{
    static const uint8_t loopback[] = {127, 0, 0, 1};
    g_autofree char *host = g_strdup(text);
    serve_address address = {.addr = iot_addr_v4(loopback)};

    if (parse_port(text, &address.port)) {
        *ret_address = address;
        return true;
    }
    const char *port = cut_port(host);
    if (!port || !parse_port(port, &address.port))
        return false;
    if (strcmp(host, "localhost") != 0 && !parse_literal(host, &address.addr))
        return false;
    *ret_address = address;
    return true;
}

bool
serve_address_is_loopback(const serve_address *address)
{
    static const uint8_t v6[16] = {[15] = 1};
    const iot_addr *addr = &address->addr;

    return addr->family == 4 ? addr->bytes[0] == 127 : memcmp(addr->bytes, v6, sizeof v6) == 0;
}

typedef union any_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} any_address;

static socklen_t
fill(const serve_address *address, any_address *to)
{
    const iot_addr *addr = &address->addr;

    memset(to, 0, sizeof *to);
    if (addr->family == 4) {
        to->v4.sin_family = AF_INET;
        to->v4.sin_port = g_htons(address->port);
        memcpy(&to->v4.sin_addr, addr->bytes, 4);
        return sizeof to->v4;
    }
    to->v6.sin6_family = AF_INET6;
    to->v6.sin6_port = g_htons(address->port);
    memcpy(&to->v6.sin6_addr, addr->bytes, 16);
    return sizeof to->v6;
}

/* Which port the kernel gave. */
static bool
learn_port(int fd, serve_address *address)
{
    any_address bound = {0};
    socklen_t size = sizeof bound;

    if (getsockname(fd, &bound.any, &size) != 0)
        return false;
    address->port =
        g_ntohs(bound.any.sa_family == AF_INET ? bound.v4.sin_port : bound.v6.sin6_port);
    return true;
}

static int
fail(const serve_address *address, int fd, GError **error)
{
    int why = errno;
    g_autofree char *url = serve_address_url(address);

    if (fd >= 0)
        close(fd);
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(why), "--serve: %s: %s", url,
                why == EADDRINUSE      ? "somebody else listens there; choose another port"
                : why == EADDRNOTAVAIL ? "this machine does not have that address"
                                       : g_strerror(why));
    return -1;
}

int
serve_address_listen(serve_address *address, GError **error)
{
    any_address to;
    socklen_t size = fill(address, &to);
    int fd = socket(to.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    /* Connections of a run before this one may not be quite over. */
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &(int){SEND_BUFFER_BYTES}, sizeof(int)) != 0 ||
        bind(fd, &to.any, size) != 0 || listen(fd, BACKLOG) != 0 || !learn_port(fd, address))
        return fail(address, fd, error);
    return fd;
}

static bool
is_any(const iot_addr *addr)
{
    static const uint8_t none[16];

    return memcmp(addr->bytes, none, sizeof none) == 0;
}

char *
serve_address_url(const serve_address *address)
{
    const iot_addr *addr = &address->addr;
    char text[IOT_ADDR_TEXT];

    iot_addr_format(addr, text);
    return g_strdup_printf(addr->family == 6 && !is_any(addr) ? "http://[%s]:%u/" : "http://%s:%u/",
                           is_any(addr) ? g_get_host_name() : text, address->port);
}

/* With or without what mDNS knows it by. */
static bool
is_own_name(const char *name)
{
    const char *own = g_get_host_name();
    gsize length = strlen(own);

    return g_ascii_strcasecmp(name, "localhost") == 0 || g_ascii_strcasecmp(name, own) == 0 ||
           (g_ascii_strncasecmp(name, own, length) == 0 &&
            g_ascii_strcasecmp(name + length, ".local") == 0);
}

bool
serve_host_is_ours(const char *host)
{
    iot_addr unused;
    uint16_t port;

    if (strlen(host) > HOST_MAX_BYTES)
        return false;
    g_autofree char *name = g_strdup(host);
    const char *behind = cut_port(name);
    if (behind && !parse_port(behind, &port))
        return false;
    return is_own_name(name) || parse_literal(name, &unused);
}
