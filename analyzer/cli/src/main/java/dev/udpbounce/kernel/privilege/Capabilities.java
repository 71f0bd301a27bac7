// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.privilege;

import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.CallTable;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.ProcStatus;
import java.io.IOException;
import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/** The capabilities of this process (capabilities(7)), dropped in every thread. */
final class Capabilities {
    static final int NET_ADMIN = 12;
    static final int NET_RAW = 13;
    private static final int SYS_PTRACE = 19;
    private static final int SYS_ADMIN = 21;
    private static final int SETPCAP = 8;
    /** Those that a {@link RightsKeeper} keeps, if it has them: a mask. */
    static final long KEPT = 1L << NET_ADMIN | 1L << NET_RAW | 1L << SYS_PTRACE | 1L << SYS_ADMIN;

    /** Exceeds the number of capabilities; dropping a nonexistent one fails without effect. */
    private static final int MOST = 64;

    private static final int PR_CAPBSET_DROP = 24;
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_CAP_AMBIENT = 47;
    private static final int PR_CAP_AMBIENT_LOWER = 3;
    private static final int PR_CAP_AMBIENT_CLEAR_ALL = 4;

    /** {@code struct __user_cap_header_struct}: version and thread, 32 bits each; 0 is the calling thread. */
    private static final int HEADER = 8;

    private static final int VERSION_3 = 0x20080522;
    /** Effective, permitted and inheritable set, 32 bits each, for the lower and then for the upper half. */
    private static final int DATA = 24;

    private static final int HALF = 12;

    private Capabilities() {}

    /** Returns whether the calling thread may drop capabilities from its bounding set. */
    static boolean mayBound() {
        return (mask("CapEff") >>> SETPCAP & 1) != 0;
    }

    /** Returns whether the calling thread has any effective, permitted, inheritable or ambient capability. */
    static boolean any() {
        return (mask("CapEff") | mask("CapPrm") | mask("CapInh") | mask("CapAmb")) != 0;
    }

    private static long mask(String field) {
        String text = ProcStatus.ofThisThread().text(field);
        return text.isEmpty() ? 0 : Long.parseUnsignedLong(text, 16);
    }

    /**
     * Prevents every thread from gaining capabilities through an exec: empties the ambient set and, as far as
     * permitted, the bounding set, and disables set-user-ID programs.
     */
    static void closeWaysBack() throws IOException {
        CallTable calls = new CallTable();
        calls.add(CallNumbers.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL);
        for (int capability = 0; capability < MOST; capability++) {
            calls.add(CallNumbers.PRCTL, PR_CAPBSET_DROP, capability);
        }
        calls.add(CallNumbers.PRCTL, PR_SET_NO_NEW_PRIVS, 1);
        EveryThread.make(calls);
    }

    /** Prevents the calling thread from gaining capabilities through an exec. */
    static void gainNone() throws KernelException {
        Libc.check("prctl", Libc.calls().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
    }

    /**
     * Removes all effective, permitted and inheritable capabilities from every thread.
     *
     * @param except a thread that is left out; 0 for none
     */
    static void dropAll(int except) throws IOException {
        CallTable calls = new CallTable();
        add(0, 0, 0, calls);
        EveryThread.make(calls, except);
    }

    /** Removes all capabilities but {@link #KEPT} from the calling thread, and makes these effective. */
    static void keepHere() throws KernelException {
        long kept = mask("CapPrm") & KEPT;
        ByteBuffer header = Libc.buffer(HEADER).putInt(0, VERSION_3);
        Libc.check(
                "capset",
                Libc.calls()
                        .syscall(
                                CallNumbers.CAPSET,
                                Pointer.wrap(Libc.runtime(), header).address(),
                                data(kept, kept, 0),
                                0));
    }

    /** Removes these capabilities from every thread and from all programs that it executes. */
    static void drop(int... capabilities) throws IOException {
        long kept = -1;
        CallTable calls = new CallTable();
        for (int capability : capabilities) {
            kept &= ~(1L << capability);
            calls.add(CallNumbers.PRCTL, PR_CAP_AMBIENT, PR_CAP_AMBIENT_LOWER, capability);
        }
        add(mask("CapEff") & kept, mask("CapPrm") & kept, mask("CapInh") & kept, calls);
        EveryThread.make(calls);
    }

    /** Adds a call that sets the capability sets. */
    private static void add(long effective, long permitted, long inheritable, CallTable calls) {
        ByteBuffer header = Libc.buffer(HEADER).putInt(0, VERSION_3);
        calls.add(CallNumbers.CAPSET, calls.pointer(header), calls.pointer(data(effective, permitted, inheritable)));
    }

    private static ByteBuffer data(long effective, long permitted, long inheritable) {
        ByteBuffer data = Libc.buffer(DATA);
        long[] sets = {effective, permitted, inheritable};
        for (int i = 0; i < sets.length; i++) {
            data.putInt(i * Integer.BYTES, (int) sets[i]);
            data.putInt(HALF + i * Integer.BYTES, (int) (sets[i] >>> 32));
        }
        return data;
    }
}
