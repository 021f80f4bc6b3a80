/* counted.c - has callgrind count from where tshark opens a capture: to start takes it more
 * instructions than to read a few packets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * To be preloaded by instructions.sh; callgrind is started with --instr-atstart=no.
 */
#include <dlfcn.h>
#include <valgrind/callgrind.h>

typedef void *(*open_fn)(const char *path, unsigned type, int *err, char **err_info, int do_random);

void *wtap_open_offline(const char *path, unsigned type, int *err, char **err_info, int do_random);

void *
wtap_open_offline(const char *path, unsigned type, int *err, char **err_info, int do_random)
{
    open_fn next = (open_fn)dlsym(RTLD_NEXT, "wtap_open_offline");

    CALLGRIND_START_INSTRUMENTATION;
    return next(path, type, err, err_info, do_random);
}
