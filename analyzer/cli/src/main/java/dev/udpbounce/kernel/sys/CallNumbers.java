// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

/** System call numbers of x86-64, {@code arch/x86/entry/syscalls/syscall_64.tbl}. */
public final class CallNumbers {
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int CLOSE = 3;
    public static final int POLL = 7;
    public static final int RT_SIGACTION = 13;
    public static final int RT_SIGPROCMASK = 14;
    public static final int RT_SIGRETURN = 15;
    public static final int PWRITE64 = 18;
    public static final int READV = 19;
    public static final int WRITEV = 20;
    public static final int SELECT = 23;
    public static final int DUP = 32;
    public static final int DUP2 = 33;
    public static final int SENDFILE = 40;
    public static final int SOCKET = 41;
    public static final int CONNECT = 42;
    public static final int SENDTO = 44;
    public static final int RECVFROM = 45;
    public static final int SENDMSG = 46;
    public static final int RECVMSG = 47;
    public static final int BIND = 49;
    public static final int SETSOCKOPT = 54;
    public static final int GETSOCKOPT = 55;
    public static final int CLONE = 56;
    public static final int EXECVE = 59;
    public static final int EXIT = 60;
    public static final int FCNTL = 72;
    public static final int CAPSET = 126;
    public static final int PRCTL = 157;
    public static final int FUTEX = 202;
    public static final int EXIT_GROUP = 231;
    public static final int EPOLL_WAIT = 232;
    public static final int EPOLL_CTL = 233;
    public static final int TGKILL = 234;
    public static final int PSELECT6 = 270;
    public static final int PPOLL = 271;
    public static final int SPLICE = 275;
    public static final int EPOLL_PWAIT = 281;
    public static final int DUP3 = 292;
    public static final int PWRITEV = 296;
    public static final int RECVMMSG = 299;
    public static final int SENDMMSG = 307;
    public static final int SECCOMP = 317;
    public static final int BPF = 321;
    public static final int PREADV2 = 327;
    public static final int PWRITEV2 = 328;
    public static final int IO_URING_SETUP = 425;
    public static final int IO_URING_ENTER = 426;
    public static final int CLONE3 = 435;
    public static final int CLOSE_RANGE = 436;
    public static final int EPOLL_PWAIT2 = 441;

    private CallNumbers() {}

    /** Returns whether this machine uses these numbers. */
    public static boolean areOfThisMachine() {
        return "amd64".equals(System.getProperty("os.arch"));
    }
}
