/* write-html-none.c - where the picture was left out: a page that says so
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "write/live-page.h"
#include "write/writer.h"

static const char page_without[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>No picture</title>\n"
    "<p>This program was built without the picture (IOT_PICTURE). The tables, CSV and JSON have "
    "what it would show.</p></html>\n";

void
iot_write_html(const iot_report *report G_GNUC_UNUSED, GString *out)
{
    g_string_append(out, page_without);
}

void
iot_write_live_page(GString *page, GString *policy)
{
    g_string_append(page, page_without);
    g_string_append(policy, "default-src 'none'; frame-ancestors 'none'");
}
