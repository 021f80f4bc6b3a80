"""Kernels and file systems that lack something, made by a filter of system calls.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import ctypes
import errno
import platform
import struct

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
RET_ALLOW, RET_ERRNO = 0x7FFF0000, 0x00050000
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
O_TMPFILE_BIT = 0o20000000
# Numbers of openat and linkat; no other machine is filtered.
CALLS = {"x86_64": (257, 265), "aarch64": (56, 37)}


def available():
    return platform.machine() in CALLS


def without_nameless_files():
    """For preexec_fn: no file without a name can be made, and none gets one later."""
    openat, linkat = CALLS[platform.machine()]
    program = [
        (LOAD, 0, 0, 0),                  # the call's number
        (EQUAL, 0, 3, openat),
        (LOAD, 0, 0, 16 + 2 * 8),         # its flags
        (ANY_BIT, 0, 3, O_TMPFILE_BIT),
        (RETURN, 0, 0, RET_ERRNO | errno.EOPNOTSUPP),
        (EQUAL, 0, 1, linkat),
        (RETURN, 0, 0, RET_ERRNO | errno.EPERM),
        (RETURN, 0, 0, RET_ALLOW),
    ]
    code = b"".join(struct.pack("HBBI", *step) for step in program)
    text = ctypes.create_string_buffer(code)

    class Filter(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]

    libc = ctypes.CDLL(None, use_errno=True)
    given = Filter(len(program), ctypes.addressof(text))
    if (libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
            or libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(given), 0, 0) != 0):
        raise OSError(ctypes.get_errno(), "seccomp")
