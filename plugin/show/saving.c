/* saving.c - files that the user asks for: exports, and what a window shows
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "show/saving.h"

#include <string.h>

#include "session/prefs.h"

static bool
is_safe(const iot_out_guard *guard, bool is_baseline, GError **error)
{
    return iot_out_guard_spares_open_files(guard, error) &&
           iot_prefs_are_spared(guard, !is_baseline, error);
}

bool
iot_saving_is_safe(const iot_export_target *t, const iot_export_format *format, GError **error)
{
    g_autoptr(iot_out_guard) guard = iot_out_guard_new();

    iot_export_target_guard(t, format, guard);
    return is_safe(guard, false, error);
}

static bool
save(const char *path, const char *text, bool is_baseline, GError **error)
{
    g_autoptr(iot_out_guard) guard = iot_out_guard_new();
    g_autoptr(iot_out_file) f = iot_out_file_find(path, error);

    if (!f)
        return false;
    iot_out_guard_add_file(guard, f);
    return is_safe(guard, is_baseline, error) && iot_out_file_begin(f, error) &&
           iot_out_file_write(f, text, strlen(text), error) && iot_out_file_commit(f, error);
}

bool
iot_saving_text(const char *path, const char *text, GError **error)
{
    return save(path, text, false, error);
}

bool
iot_saving_baseline(const char *path, const char *text, GError **error)
{
    return save(path, text, true, error);
}
