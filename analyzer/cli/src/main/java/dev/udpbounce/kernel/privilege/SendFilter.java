// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.bpf.SeccompCode;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jnr.ffi.Pointer;

/**
 * A seccomp(2) filter that restricts sockets opened with privileges to receiving. A process that can send on a packet
 * socket can put any frame on the wire, and the kernel checks the privilege only when the socket is opened. So every
 * call that could write to or duplicate such a socket fails with EPERM, as do calls whose arguments a filter cannot
 * examine: {@code sendmsg} and {@code sendmmsg}, which can pass a descriptor to another process, and io_uring.
 */
final class SendFilter {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int SET_MODE_FILTER = 1;
    private static final int FLAG_TSYNC = 1;
    /** {@code struct sock_fprog}: number of instructions (16 bits), and their address at offset 8. */
    private static final int PROGRAM = 16;

    /** The calls of the x32 ABI have larger numbers. */
    private static final int LAST_NUMBER = 0x3fffffff;

    private static final int[] NEVER = {
        CallNumbers.SENDMSG, CallNumbers.SENDMMSG, CallNumbers.IO_URING_SETUP, CallNumbers.IO_URING_ENTER
    };
    private static final int[] NOT_ON_SUCH = {
        CallNumbers.WRITE,
        CallNumbers.WRITEV,
        CallNumbers.PWRITE64,
        CallNumbers.PWRITEV,
        CallNumbers.PWRITEV2,
        CallNumbers.SENDTO,
        CallNumbers.SENDFILE,
        CallNumbers.DUP,
        CallNumbers.DUP2,
        CallNumbers.DUP3
    };

    private SendFilter() {}

    /**
     * Installs the filter for every thread, permanently. This requires that the calling thread has set
     * PR_SET_NO_NEW_PRIVS, which the call then sets for all threads.
     */
    static void apply() throws IOException {
        apply(sockets());
    }

    /** Installs the filter for these sockets, in addition to those installed before. */
    static void apply(List<Integer> sockets) throws IOException {
        byte[] code = code(sockets);
        ByteBuffer instructions = Libc.buffer(code.length).put(0, code);
        ByteBuffer program = Libc.buffer(PROGRAM);
        program.putShort(0, (short) (code.length / SeccompCode.INSTRUCTION));
        program.putLong(8, Pointer.wrap(Libc.runtime(), instructions).address());
        try {
            long answer = Libc.calls().syscall(CallNumbers.SECCOMP, SET_MODE_FILTER, FLAG_TSYNC, program);
            if (answer > 0) {
                throw new IOException("seccomp: thread " + answer + " has a filter of its own");
            }
            Libc.check("seccomp", answer);
        } finally {
            Reference.reachabilityFence(instructions);
        }
    }

    /** Returns the descriptors of this process on which raw packets can be sent. */
    static List<Integer> sockets() throws IOException {
        List<Integer> sockets = new ArrayList<>();
        try (DirectoryStream<Path> open = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path each : open) {
                int fd = Integer.parseInt(each.getFileName().toString());
                if (sendsRaw(fd)) {
                    sockets.add(fd);
                }
            }
        }
        return sockets;
    }

    private static boolean sendsRaw(int fd) {
        try {
            int domain = option(fd, SocketConstants.SO_DOMAIN);
            boolean internet = domain == SocketConstants.AF_INET || domain == SocketConstants.AF_INET6;
            return domain == SocketConstants.AF_PACKET
                    || (internet && option(fd, SocketConstants.SO_TYPE) == SocketConstants.SOCK_RAW);
        } catch (KernelException e) {
            return false; // not a socket, or already closed
        }
    }

    private static int option(int fd, int name) throws KernelException {
        ByteBuffer value = Libc.buffer(Integer.BYTES);
        ByteBuffer length = Libc.buffer(Integer.BYTES).putInt(0, Integer.BYTES);
        Libc.check("getsockopt", Libc.calls().getsockopt(fd, SocketConstants.SOL_SOCKET, name, value, length));
        return value.getInt(0);
    }

    static byte[] code(List<Integer> sockets) {
        SeccompCode code = new SeccompCode();
        SeccompCode.Label known = new SeccompCode.Label();
        SeccompCode.Label refused = new SeccompCode.Label();
        SeccompCode.Label onFirst = new SeccompCode.Label();
        SeccompCode.Label fcntl = new SeccompCode.Label();
        SeccompCode.Label splice = new SeccompCode.Label();
        SeccompCode.Label compare = new SeccompCode.Label();
        code.loadArchitecture();
        code.jumpIfEqual(SeccompCode.X86_64, known);
        code.answer(SeccompCode.refuse(Errno.EPERM.linux()));
        code.land(known);
        code.loadNumber();
        code.jumpIfGreater(LAST_NUMBER, refused);
        for (int call : NEVER) {
            code.jumpIfEqual(call, refused);
        }
        for (int call : NOT_ON_SUCH) {
            code.jumpIfEqual(call, onFirst);
        }
        code.jumpIfEqual(CallNumbers.FCNTL, fcntl);
        code.jumpIfEqual(CallNumbers.SPLICE, splice);
        code.answer(SeccompCode.ALLOW);
        code.land(fcntl);
        code.loadArgument(1);
        code.jumpIfEqual(FcntlConstants.F_DUPFD, onFirst);
        code.jumpIfEqual(FcntlConstants.F_DUPFD_CLOEXEC, onFirst);
        code.answer(SeccompCode.ALLOW);
        code.land(splice);
        code.loadArgument(2);
        code.jump(compare);
        code.land(onFirst);
        code.loadArgument(0);
        code.land(compare);
        for (int socket : sockets) {
            code.jumpIfEqual(socket, refused);
        }
        code.answer(SeccompCode.ALLOW);
        code.land(refused);
        code.answer(SeccompCode.refuse(Errno.EPERM.linux()));
        return code.octets();
    }
}
