/* browser.h - a page shown by whatever the desktop shows pages with
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Wireshark's own call tells that something was started, and not that there was no browser to
 * start. So the desktop's opener is started here, and watched for as long as it takes to say no.
 */
#ifndef IOT_BROWSER_H
#define IOT_BROWSER_H

/** Opens a file. If no browser takes it, now or a little later, the user is told where it is. */
void iot_browser_open(const char *path);

#endif
