/* upnp-name.c - the friendlyName of a UPnP description
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "wire/message/upnp-name.h"

#include <string.h>

bool
iot_upnp_type_is_service(const unsigned char *type, gsize length)
{
    static const char *const services[] = {":mediaserver:", ":internetgatewaydevice:",
                                           ":wandevice:", ":wanconnectiondevice:", ":wfadevice:"};
    g_autofree char *folded = g_ascii_strdown((const char *)type, (gssize)length);

    for (unsigned i = 0; i < G_N_ELEMENTS(services); i++)
        if (strstr(folded, services[i]))
            return true;
    return false;
}

static void
append_text(GMarkupParseContext *context, const gchar *text, gsize length, gpointer user_data,
            GError **error)
{
    (void)context, (void)error;
    g_string_append_len(user_data, text, (gssize)length);
}

char *
iot_upnp_name_plain(const char *text)
{
    static const GMarkupParser parser = {.text = append_text};
    g_autoptr(GString) plain = g_string_new(NULL);
    g_autofree char *document = g_strdup_printf("<t>%s</t>", text);
    GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, plain, NULL);
    bool good = g_markup_parse_context_parse(context, document, -1, NULL) &&
                g_markup_parse_context_end_parse(context, NULL);

    g_markup_parse_context_free(context);
    return g_strdup(good ? plain->str : text);
}
