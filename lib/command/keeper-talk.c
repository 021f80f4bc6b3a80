/* keeper-talk.c - what the keeper and who asks it say to each other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "command/keeper-talk.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

bool
keeper_send(int to, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length > 0) {
        ssize_t n = send(to, at, length, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

bool
keeper_receive(int from, void *bytes, size_t length)
{
    char *at = bytes;

    while (length > 0) {
        ssize_t n = recv(from, at, length, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

/* Room for one descriptor. */
typedef union room {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
} room;

bool
keeper_send_reply(int to, const keeper_reply *reply, int fd)
{
    room beside = {.bytes = {0}};
    struct iovec bytes = {(void *)(uintptr_t)reply, sizeof *reply};
    struct msghdr message = {.msg_iov = &bytes, .msg_iovlen = 1};
    ssize_t n;

    if (fd >= 0) {
        message.msg_control = &beside;
        message.msg_controllen = sizeof beside;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    do
        n = sendmsg(to, &message, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == sizeof *reply;
}

bool
keeper_receive_reply(int from, keeper_reply *ret_reply, int *ret_fd)
{
    room beside = {.bytes = {0}};
    struct iovec bytes = {ret_reply, sizeof *ret_reply};
    struct msghdr message = {.msg_iov = &bytes,
                             .msg_iovlen = 1,
                             .msg_control = &beside,
                             .msg_controllen = sizeof beside};
    ssize_t n;

    do
        n = recvmsg(from, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    while (n < 0 && errno == EINTR);
    if (n != sizeof *ret_reply)
        return false;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *ret_fd = -1;
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof *ret_fd))
        memcpy(ret_fd, CMSG_DATA(header), sizeof *ret_fd);
    return true;
}
