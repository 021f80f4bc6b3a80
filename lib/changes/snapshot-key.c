/* snapshot-key.c - what both sides of a comparison call the same thing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "changes/snapshot-internal.h"

#include <string.h>

/* From here on nobody chose a port: Linux takes them for clients. */
#define PORT_EPHEMERAL 32768
/* A label with so many runs of digits is made up by a machine: a hash, an address. */
#define RUNS_OF_NOISE 3
/* So is one this long that is all hexadecimal digits. */
#define HEX_OF_NOISE 8

bool
snapshot_is_address(const char *name)
{
    iot_addr addr;

    return iot_addr_parse(name, &addr);
}

static bool
is_noise(const char *label)
{
    unsigned runs = 0;
    gsize hex = 0, length = strlen(label);

    for (gsize i = 0; i < length; i++) {
        runs += g_ascii_isdigit(label[i]) && (i == 0 || !g_ascii_isdigit(label[i - 1]));
        hex += g_ascii_isxdigit(label[i]);
    }
    return runs >= RUNS_OF_NOISE || (length >= HEX_OF_NOISE && hex == length && runs > 0);
}

static void
append_label(GString *key, const char *label)
{
    if (is_noise(label)) {
        g_string_append_c(key, '*');
        return;
    }
    for (const char *c = label; *c; c++)
        if (!g_ascii_isdigit(*c))
            g_string_append_c(key, g_ascii_tolower(*c));
        else if (c == label || !g_ascii_isdigit(c[-1]))
            g_string_append_c(key, '#');
}

char *
snapshot_name_key(const char *name)
{
    g_auto(GStrv) labels = g_strsplit(name, ".", -1);
    GString *key = g_string_new(NULL);

    for (guint i = 0; labels[i]; i++) {
        g_string_append(key, i ? "." : "");
        append_label(key, labels[i]);
    }
    return g_string_free(key, FALSE);
}

char *
snapshot_service_key(const iot_service *service)
{
    const char *transport = iot_transport_name(service->transport);

    if (service->transport == IOT_TRANSPORT_NONE) /* has no ports */
        return g_strdup(service->protocol ? service->protocol : transport);
    if (service->port < PORT_EPHEMERAL)
        return g_strdup_printf("%s/%u", transport, service->port);
    return service->protocol ? g_strdup_printf("%s %s", transport, service->protocol)
                             : g_strdup(transport);
}

#define NAMELESS "no name "

char *
snapshot_remote_key(const char *name, const iot_service *service)
{
    if (!snapshot_is_address(name))
        return snapshot_name_key(name);
    g_autofree char *by = snapshot_service_key(service);
    return g_strconcat(NAMELESS, by, NULL);
}

bool
snapshot_is_nameless_by(const char *remote, const char *service_key)
{
    return g_str_has_prefix(remote, NAMELESS) &&
           strcmp(remote + strlen(NAMELESS), service_key) == 0;
}
