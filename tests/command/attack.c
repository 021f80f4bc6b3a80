/* attack.c - what somebody would do who has taken iot-devices over by a packet
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * To be preloaded: when the first packet is to be read (or with "mud" the first MUD file), does
 * what $ATTACK says, writes a line to standard error for each attempt, and lets the command go on.
 * What succeeds does no harm: paths are of the working directory, which the test gives.
 *
 *     all       everything that must be refused: "refused CALL", or "DONE CALL"
 *     mud       the same
 *     kill:CALL something that must end the process at once
 *     forge:N   a forged request to the keeper, which must then end: "hung up", or "ANSWERED"
 *     refuse    no attack: the kernel that does not confine
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

__attribute__((visibility("default"))) int pcap_dispatch(pcap_t *pcap, int count,
                                                         pcap_handler handler, u_char *user);
__attribute__((visibility("default"))) int
json_parser_load_from_data(void *parser, const char *text, ssize_t length, void *error);
__attribute__((visibility("default"))) int seccomp_load(void *filter);

static void
tell(const char *call, long result)
{
    dprintf(STDERR_FILENO, "%s %s%s%s\n", result < 0 ? "refused" : "DONE", call,
            result < 0 ? ": " : "", result < 0 ? strerror(errno) : "");
}

#define TRY(call) tell(#call, (long)(call))

static void
try_files(void)
{
    struct stat facts;

    TRY(open("/etc/passwd", O_RDONLY));
    TRY(open("/proc/self/mem", O_RDWR));
    TRY(open("made", O_WRONLY | O_CREAT, 0600));
    TRY(syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 0));
    TRY(mkdir("made.d", 0700));
    TRY(unlink("made"));
    TRY(rename("made", "made.2"));
    TRY(symlink("victim", "made"));
    TRY(link("victim", "made"));
    TRY(chmod("victim", 0777));
    TRY(truncate("victim", 0));
    TRY(stat("/etc/passwd", &facts));
    TRY(access("/etc/passwd", R_OK));
    TRY(chdir("."));
    TRY(memfd_create("x", 0));
    TRY(ftruncate(STDOUT_FILENO, 0));
    TRY(fchmod(STDOUT_FILENO, 0777));
}

/* On the interface, or as a server. A filter that looks at whole registers is got round by their
 * upper halves. */
static void
try_to_speak(void)
{
    for (long fd = 0; fd < 256; fd++) {
        int domain = 0, listens = 0;
        socklen_t size = sizeof domain;
        if (getsockopt((int)fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain == AF_UNIX)
            continue;
        getsockopt((int)fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size);
        tell("sendto(socket)", syscall(SYS_sendto, fd, "x", 1, 0, NULL, 0));
        tell("sendto(64 bits)", syscall(SYS_sendto, fd | 1L << 32, "x", 1, 0, NULL, 0));
        tell("sendto(64 bits)", syscall(SYS_sendto, fd | 128L << 32, "x", 1, 0, NULL, 0));
        TRY(write((int)fd, "x", 1));
        TRY(setsockopt((int)fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size));
        TRY(bind((int)fd, NULL, 0));
        TRY(connect((int)fd, NULL, 0));
        if (listens)
            TRY(listen((int)fd, 1));
    }
}

static void
try_the_rest(void)
{
    char code[16] = "";
    int pair[2];

    try_to_speak();
    TRY(socket(AF_INET, SOCK_STREAM, 0));
    TRY(socket(AF_UNIX, SOCK_STREAM, 0));
    TRY(socket(AF_NETLINK, SOCK_RAW, 0));
    TRY(socket(AF_PACKET, SOCK_RAW, 0));
    TRY(socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
    TRY(pipe(pair));
    TRY(dup(STDERR_FILENO));
    TRY(dup2(STDERR_FILENO, 9));
    TRY(fcntl(STDERR_FILENO, F_DUPFD, 9));
    TRY(ioctl(STDIN_FILENO, TIOCSTI, code));
    TRY(syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL));
    TRY(kill(getppid(), 0));
    TRY(kill(getpid(), 0));
    TRY(setuid(0));
    TRY(setgid(0));
    TRY(prctl(PR_SET_DUMPABLE, 1));
    TRY((intptr_t)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    TRY(mprotect((void *)((uintptr_t)code & ~(uintptr_t)4095), 4096,
                 PROT_READ | PROT_WRITE | PROT_EXEC));
    TRY(syscall(SYS_seccomp, 1, 0, NULL));
}

static void
be_killed(const char *call)
{
    char *const words[] = {"true", NULL};

    if (strcmp(call, "execve") == 0)
        TRY(execve("/bin/true", words, NULL));
    if (strcmp(call, "ptrace") == 0)
        TRY(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
    if (strcmp(call, "unshare") == 0)
        TRY(unshare(CLONE_NEWUSER));
    if (strcmp(call, "process_vm_readv") == 0)
        TRY(syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0));
    if (strcmp(call, "bpf") == 0)
        TRY(syscall(SYS_bpf, 0, NULL, 0));
}

/* As in keeper-talk.h: wish, number, length. */
typedef struct forgery {
    uint32_t request[3];
    const char *bytes;
} forgery;

enum { OPEN, COMPILE, BEGIN, PUT, WRITTEN, COMMIT, KEEP, READ, LIST, OPEN_IN, PRUNE };

static const forgery forgeries[] = {
    {{OPEN, 1000000, 0}, ""},
    {{OPEN, UINT32_MAX, 0}, ""},
    {{COMPILE, 1, 0}, ""},
    {{77, 0, 0}, ""},
    {{UINT32_MAX, 0, 0}, ""},
    {{PUT, 0, 4}, "evil"},
    {{COMMIT, 0, 0}, ""},
    {{WRITTEN, 0, 0}, ""},
    {{BEGIN, 0, UINT32_MAX}, "evil"},
    {{BEGIN, 0, 7}, "../evil"},
    {{BEGIN, 0, 2}, ".."},
    {{BEGIN, 0, 5}, ".evil"},
    {{BEGIN, 0, 4}, "e/il"},
    {{BEGIN, 0, 4}, "e\0il"},
    {{BEGIN, 0, 9}, "/tmp/evil"},
    {{BEGIN, 0, 0}, ""},
    {{LIST, 1000000, 0}, ""},
    {{PRUNE, 0, 0}, ""},
    {{READ, 0, 9}, "x.summary"},
    {{OPEN_IN, 1000000, 9}, "x.summary"},
    {{OPEN_IN, 0, 12}, "../x.summary"},
    {{OPEN_IN, 0, 10}, ".x.summary"},
    {{OPEN_IN, 0, 6}, "passwd"},
};

static int
keeper_socket(void)
{
    for (int fd = 3; fd < 64; fd++) {
        int domain;
        socklen_t size = sizeof domain;
        if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX)
            return fd;
    }
    return -1;
}

static void
forge(unsigned n)
{
    int keeper = keeper_socket();
    char answer[64];

    if (n >= sizeof forgeries / sizeof *forgeries) {
        dprintf(STDERR_FILENO, "no more\n");
        return;
    }
    const forgery *f = &forgeries[n];
    size_t length = f->request[2] < 64 ? f->request[2] : 4;
    send(keeper, f->request, sizeof f->request, MSG_NOSIGNAL);
    if (length > 0)
        send(keeper, f->bytes, length, MSG_NOSIGNAL);
    ssize_t got = recv(keeper, answer, sizeof answer, 0);
    dprintf(STDERR_FILENO, "%s\n", got > 0 ? "ANSWERED" : "hung up");
}

int
pcap_dispatch(pcap_t *pcap, int count, pcap_handler handler, u_char *user)
{
    static int (*real)(pcap_t *, int, pcap_handler, u_char *);
    const char *what = getenv("ATTACK");

    if (!real) {
        *(void **)(&real) = dlsym(RTLD_NEXT, "pcap_dispatch");
        if (strcmp(what, "all") == 0) {
            try_files();
            try_the_rest();
        }
        if (strncmp(what, "kill:", 5) == 0)
            be_killed(what + 5);
        if (strncmp(what, "forge:", 6) == 0)
            forge((unsigned)atoi(what + 6));
    }
    return real(pcap, count, handler, user);
}

int
json_parser_load_from_data(void *parser, const char *text, ssize_t length, void *error)
{
    static int (*real)(void *, const char *, ssize_t, void *);

    if (!real) {
        *(void **)(&real) = dlsym(RTLD_NEXT, "json_parser_load_from_data");
        if (strcmp(getenv("ATTACK"), "mud") == 0) {
            try_files();
            try_the_rest();
        }
    }
    return real(parser, text, length, error);
}

int
seccomp_load(void *filter)
{
    const char *what = getenv("ATTACK");
    int (*real)(void *);

    *(void **)(&real) = dlsym(RTLD_NEXT, "seccomp_load");
    return strcmp(what, "refuse") == 0 ? -EINVAL : real(filter);
}
