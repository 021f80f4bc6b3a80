/* paths.c - the files that are read
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/paths.h"

#include <string.h>
#include <unistd.h>

#include "command/input-stream.h"

static char *
line_end(char *line)
{
    line[strcspn(line, "\n")] = '\0';
    return line;
}

/* False with an error if it cannot be read to its end. */
static bool
read_list(const char *path, GPtrArray *paths, GError **error)
{
    g_autoptr(GError) local = NULL;
    bytes *list = bytes_open(path, &local);
    char *line = NULL;
    size_t room = 0;

    if (!list) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "--files-from: %s: %s", path,
                    local->message);
        return false;
    }
    while (getline(&line, &room, bytes_stream(list)) > 0)
        if (*line_end(line))
            g_ptr_array_add(paths, g_strdup(line));
    if (bytes_trouble(list))
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "--files-from: %s: %s", path,
                    bytes_trouble(list));
    bool good = !bytes_trouble(list);
    free(line);
    fclose(bytes_stream(list));
    bytes_free(list);
    return good;
}

static bool
spares(const iot_out_guard *guard, const char *path, GError **error)
{
    if (strcmp(path, BYTES_STDIN) == 0)
        return iot_out_guard_spares_descriptor(guard, STDIN_FILENO, "standard input", error);
    return iot_out_guard_spares(guard, path, error) &&
           iot_out_guard_spares_directory(guard, path, ".summary", error) &&
           iot_out_guard_spares_directory(guard, path, ".summary.gz", error);
}

bool
list_is_spared(char *const *paths, const iot_out_guard *guard, GError **error)
{
    for (guint i = 0; paths[i]; i++)
        if (!spares(guard, paths[i], error))
            return false;
    return true;
}

bool
list_can_be_followed(const options *o, char *const *paths, GError **error)
{
    bool good = !o->merge || !o->follow;

    for (guint i = 0; paths[i] && !good; i++)
        good = g_file_test(paths[i], G_FILE_TEST_IS_DIR);
    if (!good)
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "merge --follow wants a directory of summaries");
    return good;
}

char **
list_paths(const options *o, const iot_out_guard *guard, GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; o->captures && o->captures[i]; i++)
        g_ptr_array_add(paths, g_strdup(o->captures[i]));
    for (guint i = 0; o->sessions && o->sessions[i]; i++)
        g_ptr_array_add(paths, g_strdup(o->sessions[i]));
    for (guint i = 0; o->names && o->names[i]; i++)
        g_ptr_array_add(paths, g_strdup(o->names[i]));
    if (o->files_from &&
        (!spares(guard, o->files_from, error) || !read_list(o->files_from, paths, error)))
        return NULL;
    if (o->files_from && paths->len == 0) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--files-from: %s names no file", o->files_from);
        return NULL;
    }
    if (paths->len == 0)
        g_ptr_array_add(paths, g_strdup(BYTES_STDIN));
    g_ptr_array_add(paths, NULL);
    g_ptr_array_set_free_func(paths, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&paths), FALSE);
}

char *
list_title(const options *o, char *const *paths)
{
    const char *first = o->interface ? o->interface : paths[0];
    g_autofree char *base = g_path_get_basename(first);
    const char *name = strcmp(first, BYTES_STDIN) == 0 ? "standard input" : base;
    guint n = o->interface ? 1 : g_strv_length((char **)paths);

    return n > 1 ? g_strdup_printf("%s and %u more", name, n - 1) : g_strdup(name);
}
