/* names-seen.c - which names a program looks up
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * To be preloaded: each name is a line in standard error, "looked up NAME". "nas.test" is there,
 * all others are not; nobody is asked.
 */
#include <dlfcn.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef int (*getaddrinfo_fn)(const char *, const char *, const struct addrinfo *,
                              struct addrinfo **);

__attribute__((visibility("default"))) int getaddrinfo(const char *name, const char *service,
                                                       const struct addrinfo *hints,
                                                       struct addrinfo **ret_all);

int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
            struct addrinfo **ret_all)
{
    getaddrinfo_fn real = (getaddrinfo_fn)dlsym(RTLD_NEXT, "getaddrinfo");

    dprintf(STDERR_FILENO, "looked up %s\n", name);
    if (!real || strcmp(name, "nas.test") != 0)
        return EAI_NONAME;
    return real("10.0.0.2", service, hints, ret_all);
}
