// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.CallTable;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs a command as a child of this thread. The child waits before its exec until it is released, so that it can be
 * traced from its first instruction. It gets the state given to this process: arguments and environment as octets,
 * descriptors, ignored and blocked signals. {@link ProcessBuilder} is unsuitable, because its reaper mistakes the stops
 * of a traced child for its end, and so is a shell, which changes the environment.
 *
 * <p>The child is a copy of this process that runs a table of system calls. Signals stay blocked in it until all
 * handlers of this process are removed. It closes all descriptors that are not the command's before it becomes
 * traceable by this process, which may have changed its user and made itself non-dumpable.
 */
final class Launch {
    /** Size of the child's stack in octets. It is not used: the calls take their arguments in registers. */
    private static final int STACK = 4096;

    private static final int SIGCHLD = 17;
    private static final int EXIT_NOT_EXECUTED = 126;

    private static final int PR_SET_PDEATHSIG = 1;
    private static final int PR_SET_DUMPABLE = 4;
    private static final long LAST_DESCRIPTOR = 0xffffffffL;
    private static final long PATIENCE_NS = 5_000_000_000L;
    private static final long LOOK_NS = 50_000;

    private static final int SIG_SETMASK = 2;
    private static final int SIGNALS = 64;
    /** Size of the kernel's signal mask, in octets. */
    private static final int MASK = 8;
    /** Size of the C library's signal mask, in octets. */
    private static final int LIBRARY_MASK = 128;
    /** The kernel's {@code struct sigaction}; a handler of 0 is the default, a handler of 1 ignores the signal. */
    private static final int SIGACTION = 32;

    /** SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV: not blocked, because code of the JVM itself raises them. */
    private static final long RAISED_BY_CODE = 1L << 3 | 1L << 4 | 1L << 6 | 1L << 7 | 1L << 10;

    private final CallTable table = new CallTable();
    private final int open;
    private final int exec;
    private final int pid;
    private int errno;

    private Launch(byte[] path, List<byte[]> arguments, List<byte[]> environment, Inheritance inheritance)
            throws KernelException {
        table.add(CallNumbers.PRCTL, PR_SET_PDEATHSIG, Ptrace.SIGKILL);
        closeOthers(inheritance);
        open = table.add(CallNumbers.PRCTL, PR_SET_DUMPABLE, 1);
        table.addGate();
        signals(inheritance);
        table.add(CallNumbers.PRCTL, PR_SET_PDEATHSIG, 0);
        ByteBuffer mask = Libc.buffer(MASK).putLong(0, inheritance.blocked());
        table.add(CallNumbers.RT_SIGPROCMASK, SIG_SETMASK, table.pointer(mask), 0, MASK);
        exec = table.add(CallNumbers.EXECVE, table.pointer(string(path)), array(arguments), array(environment));
        table.add(CallNumbers.EXIT_GROUP, EXIT_NOT_EXECUTED);
        pid = fork(table.map(new byte[0], new byte[0]));
    }

    /**
     * Creates the child.
     *
     * @param path file to execute
     * @param arguments arguments, of which the first is the command's name
     */
    static Launch begin(byte[] path, List<byte[]> arguments, List<byte[]> environment, Inheritance inheritance)
            throws KernelException {
        return new Launch(path, arguments, environment, inheritance);
    }

    private void signals(Inheritance inheritance) {
        long none = table.pointer(Libc.buffer(SIGACTION));
        long ignoring = table.pointer(Libc.buffer(SIGACTION).putLong(0, 1));
        for (int signal = 1; signal <= SIGNALS; signal++) {
            boolean ignored = (inheritance.ignored() & Inheritance.bit(signal)) != 0;
            table.add(CallNumbers.RT_SIGACTION, signal, ignored ? ignoring : none, 0, MASK);
        }
    }

    /** Closes all descriptors except the command's. */
    private void closeOthers(Inheritance inheritance) {
        long first = 0;
        for (int fd : inheritance.descriptors()) {
            if (first < fd) {
                table.add(CallNumbers.CLOSE_RANGE, first, fd - 1L, 0);
            }
            first = fd + 1L;
        }
        table.add(CallNumbers.CLOSE_RANGE, first, LAST_DESCRIPTOR, 0);
    }

    private int fork(long code) throws KernelException {
        ByteBuffer all = Libc.buffer(LIBRARY_MASK).putLong(0, ~RAISED_BY_CODE);
        ByteBuffer before = Libc.buffer(LIBRARY_MASK);
        ByteBuffer stack = Libc.buffer(STACK);
        Libc.calls().pthread_sigmask(SIG_SETMASK, all, before);
        try {
            return Libc.check("clone", Libc.calls().clone(code, CallTable.address(stack) + STACK, SIGCHLD, 0));
        } finally {
            Libc.calls().pthread_sigmask(SIG_SETMASK, before, null);
        }
    }

    int pid() {
        return pid;
    }

    /**
     * Waits until the child can be traced.
     *
     * @throws TraceException if it does not get there in time
     */
    void await() throws TraceException {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (table.answer(open) == CallTable.NOT_MADE) {
            if (System.nanoTime() - deadlineNs > 0) {
                Libc.calls().kill(pid, Ptrace.SIGKILL);
                throw new TraceException("the command has not begun");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    /** Lets the child execute the command. */
    void release() {
        table.openGate();
    }

    /** Returns the errno of a failed exec; 0 if it succeeded, or if the child ended before. */
    int errno() {
        return errno;
    }

    /** Returns whether the file has no known format, so that the shell must run it. */
    boolean isScript() {
        return errno == Errno.ENOEXEC.linux();
    }

    /**
     * Fetches the result of the exec and releases the memory. The exec must have been made, or the child have ended.
     */
    void finish() throws KernelException {
        long answer = table.answer(exec);
        errno = answer == CallTable.NOT_MADE ? 0 : (int) -answer;
        table.unmap();
    }

    /** Returns the address of a null-terminated array of C strings. */
    private long array(List<byte[]> strings) {
        ByteBuffer array = Libc.buffer((strings.size() + 1) * Long.BYTES);
        for (int i = 0; i < strings.size(); i++) {
            array.putLong(i * Long.BYTES, table.pointer(string(strings.get(i))));
        }
        return table.pointer(array);
    }

    private static ByteBuffer string(byte[] octets) {
        return Libc.buffer(octets.length + 1).put(0, octets);
    }
}
