/* pages.h - pages that a browser shows, for as long as Wireshark runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * They tell about homes. So they lie in a directory that is the user's alone, below
 * XDG_RUNTIME_DIR, or that for temporary files where there is none or it cannot be used, and go
 * when Wireshark ends. What a Wireshark left behind that was killed goes with the next page that is
 * made: a running one holds a lock on its directory.
 */
#ifndef IOT_PAGES_H
#define IOT_PAGES_H

#include <glib.h>

/** Has them removed at the end. Call once. */
void iot_pages_register(void);
/** Makes one more: its path, to be freed by the caller using g_free. NULL with an error. */
char *iot_pages_add(const GString *page, GError **error);

#endif
