/* live-page.h - the picture's page apart from what it shows, for who serves both
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page is that of iot_write_html with nothing inside. It asks its server for "state.json" about
 * every second, with the query that it was asked for with, and draws what has changed:
 *
 *     {"interface": "br0", "over": false, "picture": {…}}
 */
#ifndef IOT_LIVE_PAGE_H
#define IOT_LIVE_PAGE_H

#include "report/report.h"

/* Appends the page, and the Content Security Policy to send with it: that of the page, and that
 * nobody frames it. */
void iot_write_live_page(GString *page, GString *policy);
/* Appends "picture": what the page is made from. JSON in which every "<" is in a string. Needs a
 * report with remotes and contacts; with over_time, if there is to be that. */
void iot_write_picture_data(const iot_report *report, GString *out);

#endif
