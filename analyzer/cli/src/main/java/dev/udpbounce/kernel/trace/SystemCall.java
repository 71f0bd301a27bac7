// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.kernel.sys.CallNumbers;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The traced system calls, with their numbers on x86-64.
 */
enum SystemCall {
    READ(CallNumbers.READ, Use.DESCRIPTOR),
    WRITE(CallNumbers.WRITE, Use.DESCRIPTOR),
    CLOSE(CallNumbers.CLOSE, Use.DESCRIPTOR),
    POLL(CallNumbers.POLL, Use.WAIT),
    READV(CallNumbers.READV, Use.DESCRIPTOR),
    WRITEV(CallNumbers.WRITEV, Use.DESCRIPTOR),
    SELECT(CallNumbers.SELECT, Use.WAIT),
    DUP(CallNumbers.DUP, Use.SOCKET),
    DUP2(CallNumbers.DUP2, Use.SOCKET),
    SENDFILE(CallNumbers.SENDFILE, Use.DESCRIPTOR),
    SOCKET(CallNumbers.SOCKET, Use.OTHER),
    CONNECT(CallNumbers.CONNECT, Use.SOCKET),
    SENDTO(CallNumbers.SENDTO, Use.SOCKET),
    RECVFROM(CallNumbers.RECVFROM, Use.SOCKET),
    SENDMSG(CallNumbers.SENDMSG, Use.SOCKET),
    RECVMSG(CallNumbers.RECVMSG, Use.SOCKET),
    BIND(CallNumbers.BIND, Use.SOCKET),
    SETSOCKOPT(CallNumbers.SETSOCKOPT, Use.SOCKET),
    GETSOCKOPT(CallNumbers.GETSOCKOPT, Use.SOCKET),
    CLONE(CallNumbers.CLONE, Use.CORRECTED),
    FCNTL(CallNumbers.FCNTL, Use.SOCKET),
    PRCTL(CallNumbers.PRCTL, Use.CORRECTED),
    EPOLL_WAIT(CallNumbers.EPOLL_WAIT, Use.WAIT),
    EPOLL_CTL(CallNumbers.EPOLL_CTL, Use.OTHER),
    PSELECT6(CallNumbers.PSELECT6, Use.WAIT),
    PPOLL(CallNumbers.PPOLL, Use.WAIT),
    SPLICE(CallNumbers.SPLICE, Use.SOCKET),
    EPOLL_PWAIT(CallNumbers.EPOLL_PWAIT, Use.WAIT),
    DUP3(CallNumbers.DUP3, Use.SOCKET),
    RECVMMSG(CallNumbers.RECVMMSG, Use.SOCKET),
    SENDMMSG(CallNumbers.SENDMMSG, Use.SOCKET),
    SECCOMP(CallNumbers.SECCOMP, Use.CORRECTED),
    PREADV2(CallNumbers.PREADV2, Use.DESCRIPTOR),
    PWRITEV2(CallNumbers.PWRITEV2, Use.DESCRIPTOR),
    IO_URING_SETUP(CallNumbers.IO_URING_SETUP, Use.OTHER),
    CLONE3(CallNumbers.CLONE3, Use.CORRECTED),
    EPOLL_PWAIT2(CallNumbers.EPOLL_PWAIT2, Use.WAIT);

    /** The kind of a call's first argument. */
    enum Use {
        /** A descriptor that is usually a socket. */
        SOCKET,
        /** A descriptor of any type: the standard streams are assumed not to be sockets unless known to be. */
        DESCRIPTOR,
        /** A set of descriptors. */
        WAIT,
        /** Not a descriptor: the trace would change the effect of the call. */
        CORRECTED,
        OTHER
    }

    private static final @Nullable SystemCall[] BY_NUMBER = new SystemCall[512];

    static {
        for (SystemCall call : values()) {
            BY_NUMBER[call.number] = call;
        }
    }

    final int number;
    final Use use;
    private final String label;

    SystemCall(int number, Use use) {
        this.number = number;
        this.use = use;
        label = name().toLowerCase(Locale.ROOT);
    }

    /** Returns the kernel's name of the call. */
    String label() {
        return label;
    }

    static @Nullable SystemCall of(long number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[(int) number] : null;
    }
}
