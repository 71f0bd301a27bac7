package dev.udpbounce.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/**
 * The C library of this process. It is loaded at the first use.
 *
 * <p>A buffer is direct, and is used from its position on; {@link #buffer} makes one. A call that answers -1 has left its
 * error in {@link #errno}, which means nothing after any other answer.
 */
public final class Libc {
    // include/uapi/linux, as x86 and Arm have them
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int AF_NETLINK = 16;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_RAW = 3;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int MSG_DONTWAIT = 0x40;
    public static final int MSG_ERRQUEUE = 0x2000;
    public static final int SOL_IP = 0;
    public static final int SOL_SOCKET = 1;
    public static final int SOL_IPV6 = 41;
    public static final int SO_ERROR = 4;
    public static final int SO_RCVBUF = 8;
    public static final int SO_RCVTIMEO = 20;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_RECVERR = 11;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;

    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ECONNREFUSED = 111;

    /** The calls as the C library declares them. A {@code null} buffer is a null pointer. */
    public interface Calls {
        int socket(int domain, int type, int protocol);

        int open(String path, int flags);

        int close(int fd);

        int bind(int fd, ByteBuffer address, int addressLength);

        int connect(int fd, ByteBuffer address, int addressLength);

        @ssize_t
        long send(int fd, ByteBuffer octets, @size_t long length, int flags);

        @ssize_t
        long sendto(
                int fd,
                ByteBuffer octets,
                @size_t long length,
                int flags,
                @Nullable ByteBuffer address,
                int addressLength);

        @ssize_t
        long recv(int fd, ByteBuffer octets, @size_t long length, int flags);

        /**
         * Receives, and says from where.
         *
         * @param addressLength an int: room for the address, then its length
         */
        @ssize_t
        long recvfrom(
                int fd,
                ByteBuffer octets,
                @size_t long length,
                int flags,
                @Nullable ByteBuffer address,
                @Nullable ByteBuffer addressLength);

        /**
         * Receives with control messages.
         *
         * @param message a {@code struct msghdr}
         */
        @ssize_t
        long recvmsg(int fd, Pointer message, int flags);

        /**
         * Reads an option.
         *
         * @param length an int: room for the value, then its length
         */
        int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length);

        int setsockopt(int fd, int level, int option, ByteBuffer value, int length);

        /**
         * Waits for events.
         *
         * @param descriptors {@code struct pollfd}: descriptor (an int), events, and what came of them (16 bits each)
         */
        int poll(ByteBuffer descriptors, @size_t long count, int timeoutMs);

        int getsockname(int fd, ByteBuffer address, ByteBuffer addressLength);

        int getpid();

        int geteuid();

        int setgroups(@size_t long count, @Nullable ByteBuffer groups);

        /** Changes every thread of the process, as POSIX asks; -1 for an id leaves it as it is. */
        int setresuid(int real, int effective, int saved);

        /** Changes every thread of the process, as POSIX asks; -1 for an id leaves it as it is. */
        int setresgid(int real, int effective, int saved);

        int getresuid(ByteBuffer real, ByteBuffer effective, ByteBuffer saved);

        int getresgid(ByteBuffer real, ByteBuffer effective, ByteBuffer saved);

        /** Finds a {@code struct passwd}, valid until the next call; null if there is no such user. */
        @Nullable
        Pointer getpwnam(String name);

        /** Finds a {@code struct passwd}, valid until the next call; null if there is no such user. */
        @Nullable
        Pointer getpwuid(int uid);

        /**
         * Finds the groups of a user.
         *
         * @param count an int: room for groups, then their number
         */
        int getgrouplist(String user, int group, ByteBuffer groups, ByteBuffer count);

        int prctl(int option, long argument2, long argument3, long argument4, long argument5);

        int kill(int pid, int signal);

        /** Sets the nice value; {@code which} 0 and {@code who} 0 are the calling thread. */
        int setpriority(int which, int who, int nice);

        /**
         * Waits for a child.
         *
         * @param status an int, which is set
         */
        int waitpid(int pid, @Nullable ByteBuffer status, int options);

        /** Variadic in C; the call decides what its arguments are. */
        long syscall(long number, long argument1, ByteBuffer argument2, long argument3);

        String strerror(int errno);
    }

    /** Holds what is loaded, so that it happens once and not before it is needed. */
    private static final class Loaded {
        static final Calls CALLS;
        static final Runtime RUNTIME;

        static {
            // jnr-ffi's own machine code loses a sixth integer argument (jnr-ffi issue 181).
            if (System.getProperty("jnr.ffi.x86asm.enabled") == null) {
                System.setProperty("jnr.ffi.x86asm.enabled", "false");
            }
            CALLS = LibraryLoader.create(Calls.class).load("c");
            RUNTIME = Runtime.getRuntime(CALLS);
        }
    }

    private Libc() {}

    /**
     * The library.
     *
     * @throws UnsatisfiedLinkError if native code cannot be loaded here
     */
    public static Calls calls() {
        return Loaded.CALLS;
    }

    /** For pointers and structures. */
    public static Runtime runtime() {
        return Loaded.RUNTIME;
    }

    /** The error of the call before, on this thread, which has answered -1. */
    public static int errno() {
        return Loaded.RUNTIME.getLastError();
    }

    /** What the C library has to say of an errno. */
    public static String message(int errno) {
        return Loaded.CALLS.strerror(errno);
    }

    /**
     * Passes an answer on unless it is -1.
     *
     * @param call the name of the call
     */
    public static int check(String call, int answer) throws KernelException {
        if (answer == -1) {
            throw new KernelException(call, errno());
        }
        return answer;
    }

    /**
     * Passes an answer on unless it is -1.
     *
     * @param call the name of the call
     */
    public static long check(String call, long answer) throws KernelException {
        if (answer == -1) {
            throw new KernelException(call, errno());
        }
        return answer;
    }

    /** Zeroed octets that the kernel can read and write, in the byte order of this machine. */
    public static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
