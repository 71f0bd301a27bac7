// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

/** Constants of ptrace(2) and wait(2), {@code include/uapi/linux/ptrace.h}. */
final class Ptrace {
    static final int POKETEXT = 4;
    static final int CONT = 7;
    static final int GETREGS = 12;
    static final int SETREGS = 13;
    static final int DETACH = 17;
    static final int SYSCALL = 24;
    static final int GETEVENTMSG = 0x4201;
    static final int SEIZE = 0x4206;
    static final int INTERRUPT = 0x4207;
    static final int LISTEN = 0x4208;
    static final int GET_SYSCALL_INFO = 0x420e;

    static final int O_TRACESYSGOOD = 1;
    static final int O_TRACEFORK = 1 << 1;
    static final int O_TRACEVFORK = 1 << 2;
    static final int O_TRACECLONE = 1 << 3;
    static final int O_TRACEEXEC = 1 << 4;
    static final int O_TRACESECCOMP = 1 << 7;
    static final int O_EXITKILL = 1 << 20;

    static final int EVENT_FORK = 1;
    static final int EVENT_VFORK = 2;
    static final int EVENT_CLONE = 3;
    static final int EVENT_EXEC = 4;
    static final int EVENT_SECCOMP = 7;
    static final int EVENT_STOP = 128;

    static final int WUNTRACED = 2;
    static final int WNOTHREAD = 0x20000000;
    static final int WALL = 0x40000000;

    static final int SIGQUIT = 3;
    static final int SIGKILL = 9;
    static final int SIGTRAP = 5;
    static final int SIGCONT = 18;
    static final int SIGSTOP = 19;
    static final int SIGTSTP = 20;
    static final int SIGTTIN = 21;
    static final int SIGTTOU = 22;
    /** A stop at a system call, as marked by PTRACE_O_TRACESYSGOOD. */
    static final int SYSCALL_STOP = SIGTRAP | 0x80;

    private Ptrace() {}

    static boolean exited(int status) {
        return (status & 0x7f) == 0;
    }

    static boolean signaled(int status) {
        return (status & 0xff) != 0x7f && (status & 0x7f) != 0;
    }

    /** Returns the exit status as a shell reports it: 128 plus the signal number if a signal ended the process. */
    static int exitStatus(int status) {
        return exited(status) ? status >> 8 & 0xff : 128 + (status & 0x7f);
    }

    static int stopSignal(int status) {
        return status >> 8 & 0xff;
    }

    static int event(int status) {
        return status >>> 16;
    }

    static boolean stops(int signal) {
        return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    }
}
