/* write-html.c - the picture: one page that shows the whole report by itself
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page is a template with its style, scripts and data put in; nothing of it is fetched from
 * anywhere. Names come from hostile devices, so they are in the page as data only: JSON, in which
 * no "<" is left that could end the element it stands in. Besides, the page carries a policy that
 * lets exactly these scripts and this style run, by their hashes (Content Security Policy Level 3,
 * section 8.3).
 */
#include <gio/gio.h>
#include <string.h>

#include "picture-resource.h"
#include "write/live-page.h"
#include "write/write-internal.h"

#define RESOURCE_PATH "/iot/picture/"

static GBytes *
resource(const char *name)
{
    g_autofree char *path = g_strconcat(RESOURCE_PATH, name, NULL);
    GBytes *bytes = g_resources_lookup_data(path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    g_assert(bytes);
    return bytes;
}

static void
put_bytes(GString *out, GBytes *bytes)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);

    g_string_append_len(out, data, (gssize)length);
}

static void
put_hash(GString *out, GBytes *bytes)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest, size;
    const guchar *data = g_bytes_get_data(bytes, &size);

    g_checksum_update(sum, data, (gssize)size);
    g_checksum_get_digest(sum, digest, &length);
    g_autofree char *text = g_base64_encode(digest, length);
    g_string_append_printf(out, " 'sha256-%s'", text);
}

/* In a script element a "<" can begin its end; in JSON it stands within strings only, where it can
 * be written as an escape. */
static void
put_data(GString *out, const iot_report *report)
{
    g_autoptr(GString) json = g_string_new(NULL);

    iot_write_picture_data(report, json);
    for (gsize i = 0; i < json->len; i++) {
        if (json->str[i] == '<')
            g_string_append(out, "\\u003c");
        else
            g_string_append_c(out, json->str[i]);
    }
}

/* A licence is plain text, but of somebody else. */
static void
put_licence(GString *out, GBytes *bytes)
{
    g_autofree char *text =
        g_markup_escape_text(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));

    g_string_append(out, text);
}

typedef struct parts {
    GBytes *style, *icons, *d3, *sankey, *script, *licence;
    bool live; /* nothing is inside: it asks for it */
} parts;

static void
put_policy(GString *out, const parts *page)
{
    g_string_append(out, "default-src 'none'; script-src");
    put_hash(out, page->d3);
    put_hash(out, page->sankey);
    put_hash(out, page->script);
    g_string_append(out, "; style-src");
    put_hash(out, page->style);
    g_string_append(out, "; img-src data:; base-uri 'none'; form-action 'none'");
    if (page->live)
        g_string_append(out, "; connect-src 'self'");
}

static void
put_part(GString *out, const char *name, const parts *page, const iot_report *report)
{
    if (strcmp(name, "CSP") == 0)
        put_policy(out, page);
    else if (strcmp(name, "STYLE") == 0)
        put_bytes(out, page->style);
    else if (strcmp(name, "ICONS") == 0)
        put_bytes(out, page->icons);
    else if (strcmp(name, "LIVE") == 0)
        g_string_append(out, page->live ? " data-live" : "");
    else if (strcmp(name, "DATA") == 0 && page->live)
        g_string_append(out, "{}");
    else if (strcmp(name, "DATA") == 0)
        put_data(out, report);
    else if (strcmp(name, "D3") == 0)
        put_bytes(out, page->d3);
    else if (strcmp(name, "SANKEY") == 0)
        put_bytes(out, page->sankey);
    else if (strcmp(name, "SCRIPT") == 0)
        put_bytes(out, page->script);
    else if (strcmp(name, "LICENCE") == 0)
        put_licence(out, page->licence);
    else
        g_assert_not_reached();
}

/* The template's placeholders are words between two "@". */
static void
put_page(GString *out, const parts *page, const iot_report *report)
{
    g_autoptr(GBytes) template = resource("picture.html");
    g_autofree char *text = g_strndup(g_bytes_get_data(template, NULL), g_bytes_get_size(template));
    g_auto(GStrv) pieces = g_strsplit(text, "@", -1);

    for (guint i = 0; pieces[i]; i++) {
        if (i % 2 == 0)
            g_string_append(out, pieces[i]);
        else
            put_part(out, pieces[i], page, report);
    }
}

static parts
take_parts(bool live)
{
    iot_picture_register_resource();
    return (parts){resource("picture.css"),
                   resource("icons.svg"),
                   resource("d3.js"),
                   resource("d3-sankey.js"),
                   resource("picture.js"),
                   resource("licence.txt"),
                   live};
}

static void
give_back(const parts *page)
{
    g_bytes_unref(page->style);
    g_bytes_unref(page->icons);
    g_bytes_unref(page->d3);
    g_bytes_unref(page->sankey);
    g_bytes_unref(page->script);
    g_bytes_unref(page->licence);
    iot_picture_unregister_resource();
}

void
iot_write_html(const iot_report *report, GString *out)
{
    const parts page = take_parts(false);

    put_page(out, &page, report);
    give_back(&page);
}

void
iot_write_live_page(GString *page, GString *policy)
{
    const parts of_page = take_parts(true);

    put_page(page, &of_page, NULL);
    put_policy(policy, &of_page);
    g_string_append(policy, "; frame-ancestors 'none'");
    give_back(&of_page);
}
