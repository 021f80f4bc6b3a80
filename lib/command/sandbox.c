/* sandbox.c - confinement by seccomp
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Calls are named by text, as libseccomp of an older Debian does not know the newest, and no
 * architecture has them all: a name that means nothing here is passed over. What the C library may
 * use instead of another is listed with it: which of them it does differs between its versions.
 */
#include "command/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "command/landlock.h"

/* An int or unsigned int argument: the kernel does not look at the upper half of its register. */
#define INT_BITS UINT64_C(0xffffffff)

/* Harmless whatever their arguments are. */
static const char *const plain[] = {
    /* what is open: read, where it is, closed */
    "read",
    "readv",
    "pread64",
    "lseek",
    "_llseek",
    "close",
    "fstat",
    "fstat64",
    "poll",
    "ppoll",
    "ppoll_time64",
    "recv",
    "recvfrom",
    "recvmsg",
    "getsockopt",
    "getsockname",
    /* memory; mmap and mprotect are narrowed */
    "brk",
    "munmap",
    "mremap",
    "madvise",
    /* time */
    "clock_gettime",
    "clock_gettime64",
    "clock_getres",
    "clock_getres_time64",
    "gettimeofday",
    "time",
    "nanosleep",
    "clock_nanosleep",
    "clock_nanosleep_time64",
    /* signals of our own, and locks */
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigreturn",
    "sigaltstack",
    "restart_syscall",
    "futex",
    "futex_time64",
    "set_robust_list",
    "rseq",
    "membarrier",
    /* who we are, and the machine */
    "getpid",
    "gettid",
    "getppid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getuid32",
    "geteuid32",
    "getgid32",
    "getegid32",
    "getrlimit",
    "ugetrlimit",
    "getrusage",
    "times",
    "uname",
    "sysinfo",
    "getrandom",
    "getcpu",
    "sched_yield",
    "sched_getaffinity",
    /* the keeper's end, and ours */
    "wait4",
    "waitid",
    "waitpid",
    "exit",
    "exit_group",
};

/* What nobody asks for by mistake. */
static const char *const never[] = {
    "execve",
    "execveat",
    "ptrace",
    "process_vm_readv",
    "process_vm_writev",
    "process_madvise",
    "pidfd_getfd",
    "init_module",
    "finit_module",
    "delete_module",
    "kexec_load",
    "kexec_file_load",
    "bpf",
    "perf_event_open",
    "userfaultfd",
    "mount",
    "umount",
    "umount2",
    "move_mount",
    "open_tree",
    "fsopen",
    "fsmount",
    "pivot_root",
    "chroot",
    "unshare",
    "setns",
    "add_key",
    "request_key",
    "keyctl",
    "reboot",
    "swapon",
    "swapoff",
    "iopl",
    "ioperm",
    "acct",
    "quotactl",
    "open_by_handle_at",
};

/* Calls of which one form will do: where these bits of this argument are `value`. */
typedef struct narrowed {
    const char *call;
    unsigned argument;
    uint64_t bits, value;
} narrowed;

static bool
fail(GError **error, const char *what, int number)
{
    g_set_error(error, G_FILE_ERROR, (gint)g_file_error_from_errno(number),
                "cannot be confined here: %s: %s; --no-sandbox goes on without", what,
                g_strerror(number));
    return false;
}

/* 0, or a negative error number. */
static int
add(scmp_filter_ctx filter, uint32_t action, const char *call)
{
    int number = seccomp_syscall_resolve_name(call);

    return number == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, action, number, 0);
}

static int
add_all(scmp_filter_ctx filter, uint32_t action, const char *const *calls, size_t n)
{
    int status = 0;

    for (size_t i = 0; i < n && status == 0; i++)
        status = add(filter, action, calls[i]);
    return status;
}

static int
add_narrowed(scmp_filter_ctx filter, const narrowed *rules, size_t n)
{
    int status = 0;

    for (size_t i = 0; i < n && status == 0; i++) {
        const narrowed *r = &rules[i];
        int number = seccomp_syscall_resolve_name(r->call);
        if (number != __NR_SCMP_ERROR)
            status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, number, 1,
                                      SCMP_CMP(r->argument, SCMP_CMP_MASKED_EQ, r->bits, r->value));
    }
    return status;
}

/* Writing goes by the number of what is written to: an interface is open, too, and is not to be
 * spoken on. So no call is left that gives a number to something else. */
static int
add_writing(scmp_filter_ctx filter, int to)
{
    const narrowed rules[] = {
        {"write", 0, INT_BITS, (uint64_t)to},
        {"writev", 0, INT_BITS, (uint64_t)to},
        {"sendto", 0, INT_BITS, (uint64_t)to},
        {"sendmsg", 0, INT_BITS, (uint64_t)to},
    };

    return to < 0 ? 0 : add_narrowed(filter, rules, G_N_ELEMENTS(rules));
}

static int
add_forms(scmp_filter_ctx filter)
{
    const narrowed rules[] = {
        {"mmap", 2, PROT_EXEC, 0},
        {"mmap2", 2, PROT_EXEC, 0},
        {"mprotect", 2, PROT_EXEC, 0},
        /* As some C libraries do fstat: of a descriptor. */
        {"newfstatat", 3, AT_EMPTY_PATH, AT_EMPTY_PATH},
        {"fstatat64", 3, AT_EMPTY_PATH, AT_EMPTY_PATH},
        {"statx", 2, AT_EMPTY_PATH, AT_EMPTY_PATH},
        /* Is it a terminal, and how large. Never to put words into its user's mouth. */
        {"ioctl", 1, INT_BITS, TCGETS},
        {"ioctl", 1, INT_BITS, TIOCGWINSZ},
        {"ioctl", 1, INT_BITS, FIONREAD},
        {"fcntl", 1, INT_BITS, F_GETFL},
        {"fcntl64", 1, INT_BITS, F_GETFL},
        /* Asking for a limit, not setting one. */
        {"prlimit64", 2, ~UINT64_C(0), 0},
        /* abort() */
        {"tgkill", 0, INT_BITS, (uint64_t)getpid()},
    };

    return add_narrowed(filter, rules, G_N_ELEMENTS(rules));
}

/* As C libraries look for calls that an old kernel may lack, and then do without. */
static int
add_missing(scmp_filter_ctx filter)
{
    static const char *const calls[] = {"clone3", "faccessat2", "openat2", "io_uring_setup"};

    return add_all(filter, SCMP_ACT_ERRNO(ENOSYS), calls, G_N_ELEMENTS(calls));
}

/* No delay, and no delay to be had by waiting for more: nothing else of a socket is set. */
static int
add_delays(scmp_filter_ctx filter)
{
    static const int delays[] = {TCP_NODELAY, TCP_CORK};
    int status = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(delays) && status == 0; i++)
        status = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(setsockopt), 2,
                                  SCMP_CMP(1, SCMP_CMP_MASKED_EQ, INT_BITS, (uint64_t)IPPROTO_TCP),
                                  SCMP_CMP(2, SCMP_CMP_MASKED_EQ, INT_BITS, (uint64_t)delays[i]));
    return status;
}

/* What it takes to answer those who ask. Numbers of their sockets are told from all others by their
 * upper bits, as a filter cannot compare the lower half of a register otherwise. */
static int
add_server(scmp_filter_ctx filter, const server *asked)
{
    static const char *const calls[] = {"accept",     "accept4",     "epoll_ctl",
                                        "epoll_wait", "epoll_pwait", "shutdown"};
    static const char *const sending[] = {"sendto", "sendmsg", "send"};
    const narrowed rules[] = {{"dup", 0, INT_BITS, (uint64_t)server_holder(asked)}};
    int status = add_all(filter, SCMP_ACT_ALLOW, calls, G_N_ELEMENTS(calls));

    if (status == 0)
        status = add_narrowed(filter, rules, G_N_ELEMENTS(rules));
    if (status == 0)
        status = add_delays(filter);
    for (unsigned from = SERVER_READERS_FROM; from < SERVER_READERS_TO && status == 0; from *= 2) {
        for (unsigned i = 0; i < G_N_ELEMENTS(sending) && status == 0; i++) {
            const narrowed rule = {sending[i], 0, INT_BITS & ~(uint64_t)(from - 1), from};
            status = add_narrowed(filter, &rule, 1);
        }
    }
    return status;
}

static int
add_reader(scmp_filter_ctx filter, int keeper, const server *asked)
{
    int status = add_all(filter, SCMP_ACT_ALLOW, plain, G_N_ELEMENTS(plain));

    if (status == 0)
        status = add_forms(filter);
    if (status == 0)
        status = add_writing(filter, STDOUT_FILENO);
    if (status == 0)
        status = add_writing(filter, STDERR_FILENO);
    if (status == 0)
        status = add_writing(filter, keeper);
    if (status == 0 && asked)
        status = add_server(filter, asked);
    return status == 0 ? add_missing(filter) : status;
}

/* Ends the whole process, where an older kernel can only end the thread; we have one. */
static uint32_t
end_of_process(void)
{
    return seccomp_api_get() >= 3 ? SCMP_ACT_KILL_PROCESS : SCMP_ACT_KILL;
}

static bool
load(scmp_filter_ctx filter, int status, GError **error)
{
    if (status == 0)
        status = add_all(filter, end_of_process(), never, G_N_ELEMENTS(never));
    /* Another word size has other numbers for its calls. */
    if (status == 0)
        status = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, end_of_process());
    if (status == 0)
        status = seccomp_load(filter);
    seccomp_release(filter);
    return status == 0 || fail(error, "seccomp", -status);
}

static scmp_filter_ctx
begin(uint32_t action, GError **error)
{
    scmp_filter_ctx filter = seccomp_init(action);

    if (!filter)
        fail(error, "seccomp", ENOMEM);
    return filter;
}

/* What is in memory is somebody's home: it goes into no core file, and no debugger reads it. */
static void
keep_memory_private(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* What is opened or loaded when it is first used. */
static void
warm_up(void)
{
    (void)*g_strerror(EPERM);
    g_free(g_filename_display_name("\303\251"));
}

bool
sandbox_enter(int keeper, const server *asked, GError **error)
{
    warm_up();
    keep_memory_private();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail(error, "no new privileges", errno);
    if (!landlock_close_files())
        return fail(error, "Landlock", errno);
    scmp_filter_ctx filter = begin(SCMP_ACT_ERRNO(EPERM), error);
    return filter && load(filter, add_reader(filter, keeper, asked), error);
}

bool
sandbox_enter_keeper(GError **error)
{
    scmp_filter_ctx filter = begin(SCMP_ACT_ALLOW, error);
    return filter && load(filter, 0, error);
}

char *
sandbox_name(void)
{
    const struct scmp_version *version = seccomp_version();

    return g_strdup_printf("confined by libseccomp %u.%u.%u%s", version->major, version->minor,
                           version->micro, landlock_is_there() ? " and Landlock" : "");
}
