// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The properties of ICMP and ICMPv6 messages that may report an undelivered datagram, by version, type and code. */
public final class IcmpTable {
    private static final int OCTET_VALUES = 256;
    private static final int FIRST_INFORMATIONAL = 128;

    private static final IcmpType[] TYPES4 = new IcmpType[OCTET_VALUES];
    private static final IcmpType[] TYPES6 = new IcmpType[OCTET_VALUES];

    static {
        Arrays.fill(TYPES4, Icmp4Types.UNDEFINED);
        Arrays.fill(TYPES6, 0, FIRST_INFORMATIONAL, Icmp6Types.UNDEFINED_ERROR);
        Arrays.fill(TYPES6, FIRST_INFORMATIONAL, OCTET_VALUES, Icmp6Types.INFORMATIONAL);
        Icmp4Types.DEFINED.forEach(type -> TYPES4[type.type()] = type);
        Icmp6Types.DEFINED.forEach(type -> TYPES6[type.type()] = type);
    }

    private static final List<IcmpCode> KNOWN = known(Icmp4Types.DEFINED, Icmp6Types.DEFINED);

    private IcmpTable() {}

    private static List<IcmpCode> known(List<IcmpType> types4, List<IcmpType> types6) {
        List<IcmpCode> known = new ArrayList<>();
        types4.forEach(type -> known.addAll(type.definedCodes()));
        types6.forEach(type -> known.addAll(type.definedCodes()));
        return List.copyOf(known);
    }

    /**
     * Properties of a type. Allocates nothing.
     *
     * @throws IllegalArgumentException if the version is neither 4 nor 6, or the type is not within 0 to 255
     */
    public static IcmpType type(int version, int type) {
        if (type < 0 || type >= OCTET_VALUES || (version != 4 && version != 6)) {
            throw new IllegalArgumentException("no ICMP type: IPv" + version + ", " + type);
        }
        return version == 4 ? TYPES4[type] : TYPES6[type];
    }

    /**
     * Properties of a type and code. If no RFC defines the pair, or it is not an error, the result reflects the
     * kernel's handling.
     *
     * @throws IllegalArgumentException if the version is neither 4 nor 6, or type or code is not within 0 to 255
     */
    public static IcmpCode of(int version, int type, int code) {
        return type(version, type).code(type, octet(code));
    }

    /** {@link IcmpCode#linux()} of a type and code. Allocates nothing. */
    public static Delivery linux(int version, int type, int code) {
        return type(version, type).linux(octet(code));
    }

    private static int octet(int code) {
        if (code < 0 || code >= OCTET_VALUES) {
            throw new IllegalArgumentException("no ICMP code: " + code);
        }
        return code;
    }

    /** All rows defined by RFCs, ICMP before ICMPv6, by type and code. */
    public static List<IcmpCode> known() {
        return KNOWN;
    }

    /** The {@link #known} errors that Linux converts to this errno; empty if there are none. */
    public static List<IcmpCode> bringing(Errno errno) {
        return KNOWN.stream().filter(code -> code.linux().errno() == errno).toList();
    }

    /**
     * Bit set of the types that quote a datagram and that Linux tells a socket of for at least one code. Bit n, counted
     * from the least significant, is type n; all are below 32.
     */
    public static int typesTold(int version) {
        List<IcmpType> types = version == 4 ? Icmp4Types.DEFINED : Icmp6Types.DEFINED;
        return types.stream()
                .filter(type -> type.quotes() && type.isEverTold())
                .mapToInt(type -> 1 << type.type())
                .reduce(0, (a, b) -> a | b);
    }
}
