// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import org.jspecify.annotations.Nullable;

/**
 * The C library of this process. It is loaded on first use.
 *
 * <p>Buffers must be direct, and are used from their position; {@link #buffer} creates one. A call that returns -1
 * leaves its error in {@link #errno}, which is undefined after any other result.
 */
public final class Libc {
    /** The calls as declared by the C library. A {@code null} buffer is a null pointer. */
    public interface Calls {
        int socket(int domain, int type, int protocol);

        int open(String path, int flags);

        int close(int fd);

        @ssize_t
        long write(int fd, ByteBuffer octets, @size_t long length);

        int dup(int fd);

        /** Returns a descriptor that can be read from once 8 octets, a number, have been written to it. */
        int eventfd(int initial, int flags);

        /** Returns the index of an interface in the network namespace of this thread; 0 on failure. */
        int if_nametoindex(String name);

        /** Variadic in C; the command determines the type of the argument. */
        int fcntl(int fd, int command, int argument);

        /** Variadic in C; the request determines the type of the argument. */
        int ioctl(int fd, long request, long argument);

        /** Checks whether this user may access a file; the path must end with a 0. */
        int access(ByteBuffer path, int mode);

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
         * Receives data and the sender's address.
         *
         * @param addressLength an int: capacity for the address on entry, its length on return
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
         * @param length an int: capacity for the value on entry, its length on return
         */
        int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length);

        int setsockopt(int fd, int level, int option, ByteBuffer value, int length);

        /**
         * Waits for events.
         *
         * @param descriptors {@code struct pollfd}: descriptor (an int), requested events, and returned events (16 bits
         * each)
         */
        int poll(ByteBuffer descriptors, @size_t long count, int timeoutMs);

        int getsockname(int fd, ByteBuffer address, ByteBuffer addressLength);

        int getpid();

        int geteuid();

        int setgroups(@size_t long count, @Nullable ByteBuffer groups);

        /** Changes the ids of every thread of the process, as POSIX requires; -1 leaves an id unchanged. */
        int setresuid(int real, int effective, int saved);

        /** Changes the ids of every thread of the process, as POSIX requires; -1 leaves an id unchanged. */
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
         * @param count an int: capacity for groups on entry, their number on return
         */
        int getgrouplist(String user, int group, ByteBuffer groups, ByteBuffer count);

        /** Moves the calling thread into a namespace. */
        int setns(int fd, int type);

        int prctl(int option, long argument2, long argument3, long argument4, long argument5);

        int kill(int pid, int signal);

        /** Sets the nice value; {@code which} 0 and {@code who} 0 select the calling thread. */
        int setpriority(int which, int who, int nice);

        /**
         * Waits for a child process.
         *
         * @param status an int that receives the status
         */
        int waitpid(int pid, @Nullable ByteBuffer status, int options);

        /** Variadic in C; the call number determines the types of the arguments. */
        long syscall(long number, long argument1, ByteBuffer argument2, long argument3);

        /** Variadic in C; the call number determines the types of the arguments. */
        long syscall(long number, long argument1, long argument2, ByteBuffer argument3);

        /** Variadic in C; the call number determines the types of the arguments. */
        long syscall(long number, long argument1, long argument2, long argument3);

        /** Returns an address; -1 on failure. */
        long mmap(@size_t long address, @size_t long length, int protection, int flags, int fd, long offset);

        int mprotect(@size_t long address, @size_t long length, int protection);

        int munmap(@size_t long address, @size_t long length);

        /** Returns a property of the system, such as 30 for the size of a page; -1 if it is not known. */
        long sysconf(int name);

        /**
         * Creates a process or a thread.
         *
         * @param function address of the code to start with
         * @param stack address of the end of its stack
         */
        int clone(@size_t long function, @size_t long stack, int flags, @size_t long argument);

        /** Sets the signals blocked in the calling thread; a mask is a {@code sigset_t} of 128 octets. */
        int pthread_sigmask(int how, ByteBuffer mask, @Nullable ByteBuffer before);

        /** Sets the action of a signal; each buffer is a {@code struct sigaction}. */
        int sigaction(int signal, ByteBuffer action, @Nullable ByteBuffer before);

        String strerror(int errno);
    }

    /** Holder class for lazy, one-time loading. */
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
     * Returns the library.
     *
     * @throws UnsatisfiedLinkError if native code cannot be loaded here
     */
    public static Calls calls() {
        return Loaded.CALLS;
    }

    /** Returns the runtime for pointers and structures. */
    public static Runtime runtime() {
        return Loaded.RUNTIME;
    }

    /** Returns the error of this thread's last call, which must have returned -1. */
    public static int errno() {
        return Loaded.RUNTIME.getLastError();
    }

    /** Returns the C library's message for an errno. */
    public static String message(int errno) {
        return Loaded.CALLS.strerror(errno);
    }

    /**
     * Creates the exception for a failed call.
     *
     * @param call name of the call, or its purpose
     * @param errno a positive number
     */
    public static KernelException failure(String call, int errno) {
        return new KernelException(call, errno, message(errno));
    }

    /**
     * Returns the result of a call unless it is -1.
     *
     * @param call name of the call
     */
    public static int check(String call, int answer) throws KernelException {
        if (answer == -1) {
            throw failure(call, errno());
        }
        return answer;
    }

    /**
     * Returns the result of a call unless it is -1.
     *
     * @param call name of the call
     */
    public static long check(String call, long answer) throws KernelException {
        if (answer == -1) {
            throw failure(call, errno());
        }
        return answer;
    }

    /** Returns a buffer in native byte order over memory that was mapped, which must remain so while it is used. */
    public static ByteBuffer mapped(long address, int length) {
        return MemoryIO.getInstance().newDirectByteBuffer(address, length).order(ByteOrder.nativeOrder());
    }

    /** Allocates a zeroed direct buffer in native byte order. */
    public static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
}
