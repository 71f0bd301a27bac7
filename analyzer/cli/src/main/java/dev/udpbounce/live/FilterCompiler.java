// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.udpbounce.kernel.packet.FilterProgram;
import org.jspecify.annotations.Nullable;

/**
 * libpcap's compiler of filter expressions, for the instructions, which pcap4j keeps to itself. They are not optimized,
 * for the reason that {@link KernelFilter} gives.
 */
final class FilterCompiler {
    /** The name by which pcap4j has loaded it. */
    private static final NativeLibrary LIBRARY = NativeLibrary.getInstance("pcap");

    private static final Function OPEN_DEAD = LIBRARY.getFunction("pcap_open_dead");
    private static final Function COMPILE = LIBRARY.getFunction("pcap_compile");
    private static final Function FREE_CODE = LIBRARY.getFunction("pcap_freecode");
    private static final Function CLOSE = LIBRARY.getFunction("pcap_close");

    /** {@code struct bpf_program}: number of instructions (32 bits), and their address at offset 8. */
    private static final int PROGRAM = 16;

    private static final int INSTRUCTIONS = 8;
    private static final int INSTRUCTION = 8;
    private static final int PCAP_NETMASK_UNKNOWN = -1;

    private FilterCompiler() {}

    /**
     * Compiles an expression.
     *
     * @param linkType the LINKTYPE_ number of the frames
     * @return null if libpcap refuses the expression for this link type
     */
    static @Nullable FilterProgram compile(String expression, int linkType, int snapLength) {
        Pointer handle = OPEN_DEAD.invokePointer(new Object[] {linkType, snapLength});
        if (handle == null) {
            return null;
        }
        Memory program = new Memory(PROGRAM);
        try {
            Object[] arguments = {handle, program, expression, 0, PCAP_NETMASK_UNKNOWN};
            if (COMPILE.invokeInt(arguments) != 0) {
                return null;
            }
            try {
                return new FilterProgram(
                        program.getPointer(INSTRUCTIONS).getByteArray(0, program.getInt(0) * INSTRUCTION));
            } finally {
                FREE_CODE.invokeVoid(new Object[] {program});
            }
        } finally {
            CLOSE.invokeVoid(new Object[] {handle});
        }
    }
}
