/* replay.c - runs a fuzz target over files, where there is no libFuzzer
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * usage: fuzz-TARGET FILE|DIRECTORY...
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned replayed;

static void
replay_file(const char *path)
{
    g_autofree char *bytes = NULL;
    g_autofree uint8_t *exact = NULL;
    gsize length;

    if (!g_file_get_contents(path, &bytes, &length, NULL)) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    /* Without the NUL that glib adds, so that a tool sees who reads too far. */
    exact = g_memdup2(bytes, length);
    printf("%s\n", path);
    fflush(stdout);
    LLVMFuzzerTestOneInput(exact, length);
    replayed++;
}

static void
replay(const char *path)
{
    GDir *directory = g_dir_open(path, 0, NULL);

    if (!directory) {
        replay_file(path);
        return;
    }
    for (const char *name; (name = g_dir_read_name(directory));) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        replay_file(inside);
    }
    g_dir_close(directory);
}

int
main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%u inputs\n", replayed);
    return replayed > 0 ? 0 : 2;
}
