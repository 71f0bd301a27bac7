// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Errnos that calls on UDP sockets return, and others that the analyzer handles, by name. */
public enum Errno {
    EPERM(1),
    ENOENT(2),
    ESRCH(3),
    EINTR(4),
    EIO(5),
    ENXIO(6),
    ENOEXEC(8),
    EBADF(9),
    ECHILD(10),
    EAGAIN(11),
    ENOMEM(12),
    EACCES(13),
    EFAULT(14),
    EBUSY(16),
    ENODEV(19),
    EINVAL(22),
    ENFILE(23),
    EMFILE(24),
    EPIPE(32),
    ENOSYS(38),
    ENOMSG(42),
    ENONET(64),
    EPROTO(71),
    ENOTSOCK(88),
    EDESTADDRREQ(89),
    EMSGSIZE(90),
    ENOPROTOOPT(92),
    EPROTONOSUPPORT(93),
    EOPNOTSUPP(95),
    EAFNOSUPPORT(97),
    EADDRINUSE(98),
    EADDRNOTAVAIL(99),
    ENETDOWN(100),
    ENETUNREACH(101),
    ECONNRESET(104),
    ENOBUFS(105),
    EISCONN(106),
    ENOTCONN(107),
    ESHUTDOWN(108),
    ETIMEDOUT(110),
    ECONNREFUSED(111),
    EHOSTDOWN(112),
    EHOSTUNREACH(113),
    EALREADY(114),
    EINPROGRESS(115),
    ECANCELED(125);

    private static final Map<Integer, Errno> BY_LINUX_NUMBER = new HashMap<>();
    private static final Map<String, Errno> BY_NAME = new HashMap<>();

    static {
        for (Errno errno : values()) {
            BY_LINUX_NUMBER.put(errno.linux, errno);
            BY_NAME.put(errno.name(), errno);
        }
        // On Linux, both names have the same number.
        BY_NAME.put("ENOTSUP", EOPNOTSUPP);
    }

    private final int linux;

    Errno(int linux) {
        this.linux = linux;
    }

    /** Number on Linux on x86 and Arm ({@code asm-generic/errno.h}). */
    public int linux() {
        return linux;
    }

    /** Errno with this Linux number; null if not listed here. */
    public static @Nullable Errno ofLinux(int number) {
        return BY_LINUX_NUMBER.get(number);
    }

    /** Errno with this name, in upper or lower case; null if not listed here. */
    public static @Nullable Errno named(String name) {
        return BY_NAME.get(name.toUpperCase(Locale.ROOT));
    }

    /** Name of a Linux errno number; {@code errno N} if not listed here; null for 0. */
    public static @Nullable String linuxName(int number) {
        if (number == 0) {
            return null;
        }
        Errno errno = ofLinux(number);
        return errno == null ? "errno " + number : errno.name();
    }
}
