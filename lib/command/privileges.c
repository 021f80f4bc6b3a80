/* privileges.c - gives up what opening took
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Order matters: groups while we still may, then the user, and then a look whether it holds.
 */
#include "command/privileges.h"

#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Where the system has no user of that name. */
#define NOBODY_NAME "nobody"
#define NOBODY_ID   65534

typedef struct identity {
    uid_t uid;
    gid_t gid;
} identity;

static bool
fail(GError **error, const char *what)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(errno),
                "cannot give up root's rights: %s: %s", what, g_strerror(errno));
    return false;
}

/* A number of the environment that is a user's or group's, and not root's. */
static bool
number_of(const char *variable, guint32 *ret_number)
{
    const char *text = g_getenv(variable);
    guint64 number;

    if (!text || !g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT32 - 1, &number, NULL))
        return false;
    *ret_number = (guint32)number;
    return true;
}

static bool
identity_by_name(const char *name, identity *ret_identity, GError **error)
{
    const struct passwd *entry = getpwnam(name);

    if (!entry) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "--user: there is no user \"%s\"",
                    name);
        return false;
    }
    if (entry->pw_uid == 0 || entry->pw_gid == 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_PERM,
                    "--user: \"%s\" would keep root's rights", name);
        return false;
    }
    *ret_identity = (identity){entry->pw_uid, entry->pw_gid};
    return true;
}

static bool
choose_identity(const char *user, identity *ret_identity, GError **error)
{
    guint32 uid, gid;

    if (user)
        return identity_by_name(user, ret_identity, error);
    if (number_of("SUDO_UID", &uid) && number_of("SUDO_GID", &gid)) {
        *ret_identity = (identity){uid, gid};
        return true;
    }
    *ret_identity = (identity){NOBODY_ID, NOBODY_ID};
    if (getpwnam(NOBODY_NAME))
        return identity_by_name(NOBODY_NAME, ret_identity, error);
    return true;
}

/* With the C library's own calls, which do it for all threads. */
static bool
become(const identity *who, GError **error)
{
    if (setgroups(0, NULL) != 0)
        return fail(error, "setgroups");
    if (setresgid(who->gid, who->gid, who->gid) != 0)
        return fail(error, "setgid");
    if (setresuid(who->uid, who->uid, who->uid) != 0)
        return fail(error, "setuid");
    return true;
}

/* What root has, or setcap gave the program.
 * @param kept of the first 32 capabilities, a bit each */
static bool
drop_capabilities(uint32_t kept, GError **error)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3];

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail(error, "no new privileges");
    if (syscall(SYS_capget, &header, now) != 0)
        return fail(error, "capget");
    kept &= now[0].permitted;
    memset(now, 0, sizeof now);
    now[0].permitted = now[0].effective = kept;
    /* Ambient ones go with those that can be inherited. */
    if (syscall(SYS_capset, &header, now) != 0)
        return fail(error, "capset");
    return true;
}

/* Believes nothing that it was told. */
static bool
check(GError **error)
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct now[_LINUX_CAPABILITY_U32S_3];
    uid_t real, effective, saved;

    memset(now, 0xff, sizeof now);
    bool none = getresuid(&real, &effective, &saved) == 0 && real != 0 && effective != 0 &&
                saved != 0 && setuid(0) != 0 && syscall(SYS_capget, &header, now) == 0;

    for (unsigned i = 0; none && i < G_N_ELEMENTS(now); i++)
        none = now[i].effective == 0 && now[i].permitted == 0 && now[i].inheritable == 0;
    if (none)
        return true;
    errno = EPERM;
    return fail(error, "they are still there");
}

bool
privileges_drop(const char *user, GError **error)
{
    identity who;

    if (geteuid() == 0 && (!choose_identity(user, &who, error) || !become(&who, error)))
        return false;
    return drop_capabilities(0, error) && check(error);
}

bool
privileges_keep_files(GError **error)
{
    return drop_capabilities(1u << CAP_CHOWN | 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH |
                                 1u << CAP_FOWNER | 1u << CAP_FSETID,
                             error);
}
