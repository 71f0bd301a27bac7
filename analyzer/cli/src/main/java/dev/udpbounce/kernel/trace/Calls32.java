// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

/**
 * Numbers of 32-bit calls on x86, {@code arch/x86/entry/syscalls/syscall_32.tbl}: the only calls of a 32-bit program,
 * available to other programs by {@code int 0x80}. Their arguments are not examined.
 */
final class Calls32 {
    /** The older call that combines all socket calls. */
    static final int SOCKETCALL = 102;
    /** {@code socket}; the other socket calls follow, up to {@code shutdown}. */
    static final int FIRST_OF_SOCKETS = 359;

    static final int LAST_OF_SOCKETS = 373;

    private Calls32() {}

    /** Returns whether the number is that of a socket call. */
    static boolean onSocket(long number) {
        return number == SOCKETCALL || (number >= FIRST_OF_SOCKETS && number <= LAST_OF_SOCKETS);
    }
}
