package dev.udpbounce.kernel.trace;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a trace looks at, with their numbers on x86-64 ({@code arch/x86/entry/syscalls/syscall_64.tbl}); another
 * processor adds a column.
 */
enum SystemCall {
    READ(0, Use.DESCRIPTOR),
    WRITE(1, Use.DESCRIPTOR),
    CLOSE(3, Use.DESCRIPTOR),
    POLL(7, Use.WAIT),
    READV(19, Use.DESCRIPTOR),
    WRITEV(20, Use.DESCRIPTOR),
    SELECT(23, Use.WAIT),
    DUP(32, Use.SOCKET),
    DUP2(33, Use.SOCKET),
    SOCKET(41, Use.OTHER),
    CONNECT(42, Use.SOCKET),
    SENDTO(44, Use.SOCKET),
    RECVFROM(45, Use.SOCKET),
    SENDMSG(46, Use.SOCKET),
    RECVMSG(47, Use.SOCKET),
    BIND(49, Use.SOCKET),
    SETSOCKOPT(54, Use.SOCKET),
    GETSOCKOPT(55, Use.SOCKET),
    FCNTL(72, Use.SOCKET),
    EPOLL_WAIT(232, Use.WAIT),
    EPOLL_CTL(233, Use.OTHER),
    PSELECT6(270, Use.WAIT),
    PPOLL(271, Use.WAIT),
    EPOLL_PWAIT(281, Use.WAIT),
    DUP3(292, Use.SOCKET),
    RECVMMSG(299, Use.SOCKET),
    SENDMMSG(307, Use.SOCKET),
    IO_URING_SETUP(425, Use.OTHER),
    EPOLL_PWAIT2(441, Use.WAIT);

    /** What the first argument is. */
    enum Use {
        /** A descriptor that is a socket in general. */
        SOCKET,
        /** A descriptor of any kind: the standard streams are taken for none of ours. */
        DESCRIPTOR,
        /** A set of descriptors. */
        WAIT,
        OTHER
    }

    /** AUDIT_ARCH_X86_64 */
    static final int ARCHITECTURE = 0xc000003e;

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

    /** The kernel's name of it. */
    String label() {
        return label;
    }

    /** Whether this machine is one whose numbers are known. */
    static boolean known() {
        return "amd64".equals(System.getProperty("os.arch"));
    }

    static @Nullable SystemCall of(long number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[(int) number] : null;
    }
}
