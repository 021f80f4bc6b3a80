/* landlock.c - the file system, closed by the kernel's Landlock
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The numbers are the kernel's interface, written down here because a machine that builds may have
 * older headers than the one that runs, and the C library has no calls for it.
 */
#include "command/landlock.h"

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Alike on all architectures, as all calls since Linux 5.1 are. */
#define CREATE_RULESET   444
#define RESTRICT_SELF    446
#define VERSION_WANTED   1u
#define FILE_RIGHTS(n)   ((UINT64_C(1) << (n)) - 1)
#define TCP_RIGHTS       UINT64_C(3)
#define SCOPE_SOCKETS    UINT64_C(1)
#define SCOPE_SIGNALS    UINT64_C(2)
#define FIRST_WITH_TCP   4
#define FIRST_WITH_SCOPE 6

typedef struct ruleset {
    uint64_t files, tcp, scopes;
} ruleset;

/* How many rights to files each version knows; those since have no more. */
static const unsigned file_rights[] = {0, 13, 14, 15, 15, 16};

/* Of the kernel's Landlock; 0: it has none. */
static unsigned
version_of_kernel(void)
{
    long version = syscall(CREATE_RULESET, NULL, (size_t)0, VERSION_WANTED);

    return version > 0 ? (unsigned)version : 0;
}

bool
landlock_is_there(void)
{
    return version_of_kernel() > 0;
}

bool
landlock_close_files(void)
{
    const unsigned last = sizeof file_rights / sizeof *file_rights - 1;
    unsigned version = version_of_kernel();
    ruleset all = {.files = FILE_RIGHTS(file_rights[version < last ? version : last])};
    size_t size = sizeof all.files;

    if (version == 0)
        return true;
    if (version >= FIRST_WITH_TCP) {
        all.tcp = TCP_RIGHTS;
        size = offsetof(ruleset, scopes);
    }
    if (version >= FIRST_WITH_SCOPE) {
        all.scopes = SCOPE_SOCKETS | SCOPE_SIGNALS;
        size = sizeof all;
    }
    long rules = syscall(CREATE_RULESET, &all, size, 0u);
    if (rules < 0)
        return false;
    bool good = syscall(RESTRICT_SELF, (int)rules, 0u) == 0;
    int why = errno;
    close((int)rules);
    errno = why;
    return good;
}
