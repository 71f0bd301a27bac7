// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static dev.udpbounce.kernel.bpf.BpfCode.FRAME;
import static dev.udpbounce.kernel.bpf.BpfCode.R0;
import static dev.udpbounce.kernel.bpf.BpfCode.R1;
import static dev.udpbounce.kernel.bpf.BpfCode.R2;
import static dev.udpbounce.kernel.bpf.BpfCode.R3;
import static dev.udpbounce.kernel.bpf.BpfCode.R4;
import static dev.udpbounce.kernel.bpf.BpfCode.R6;
import static dev.udpbounce.kernel.bpf.BpfCode.R7;

import dev.udpbounce.kernel.bpf.BpfCode;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;

/**
 * The programs that {@link SocketBirths} runs in the kernel. They do not affect the calls. One map holds a
 * {@link BirthNote} for each cookie, the other the cookie for each socket's address in the kernel.
 */
final class BirthPrograms {
    static final int KEY = Long.BYTES;

    private static final int BPF_ANY = 0;
    private static final int GO_ON = 1;
    /** Offset of the protocol in {@code struct bpf_sock}. */
    private static final int SOCK_PROTOCOL = 12;

    // struct bpf_sockopt
    private static final int SOCKET = 0;
    private static final int VALUE = 8;
    private static final int VALUE_END = 16;
    private static final int LEVEL = 24;
    private static final int OPTION = 28;
    private static final int VALUE_LENGTH = 32;

    private BirthPrograms() {}

    /**
     * Assembles the program for BPF_CGROUP_INET_SOCK_CREATE.
     *
     * <pre>
     * if (socket->protocol != SocketConstants.IPPROTO_UDP) return 1;
     * cookie = bpf_get_socket_cookie(socket);
     * note = { bpf_get_current_pid_tgid(), bpf_get_current_uid_gid(), bpf_get_current_comm(), 0 };
     * notes[cookie] = note;
     * cookies[socket] = cookie;
     * return 1;
     * </pre>
     */
    static ByteBuffer atCreation(int notes, int cookies) {
        int cookie = -KEY;
        int address = cookie - KEY;
        int note = address - BirthNote.SIZE;
        BpfCode code = new BpfCode();
        BpfCode.Label end = new BpfCode.Label();
        code.copy(R6, R1);
        code.storeLong(FRAME, address, R1);
        code.loadWord(R2, R1, SOCK_PROTOCOL);
        code.jumpUnlessEqual(R2, SocketConstants.IPPROTO_UDP, end);
        code.call(BpfCode.GET_SOCKET_COOKIE);
        code.storeLong(FRAME, cookie, R0);
        code.call(BpfCode.GET_CURRENT_PID_TGID);
        code.storeLong(FRAME, note + BirthNote.THREAD, R0);
        code.call(BpfCode.GET_CURRENT_UID_GID);
        code.storeLong(FRAME, note + BirthNote.USER, R0);
        code.addressOf(R1, note + BirthNote.NAME);
        code.set(R2, BirthNote.NAME_SIZE);
        code.call(BpfCode.GET_CURRENT_COMM);
        code.set(R1, 0);
        code.storeLong(FRAME, note + BirthNote.RECVERR, R1);
        update(code, notes, cookie, note);
        update(code, cookies, address, cookie);
        code.land(end);
        code.set(R0, GO_ON);
        code.exit();
        return code.octets();
    }

    private static void update(BpfCode code, int map, int key, int value) {
        code.map(R1, map);
        code.addressOf(R2, key);
        code.addressOf(R3, value);
        code.set(R4, BPF_ANY);
        code.call(BpfCode.MAP_UPDATE_ELEM);
    }

    /**
     * Assembles the program for BPF_CGROUP_SETSOCKOPT.
     *
     * <pre>
     * field = the option's in a note, if it has one
     * if (field &amp;&amp; (cookie = cookies[socket]) &amp;&amp; (note = notes[cookie]) &amp;&amp; value + 1 <= value_end)
     *     note[field] = value[0] + 1;
     * value_length = 0;    // the kernel uses the value passed by the program
     * return 1;
     * </pre>
     */
    static ByteBuffer atOption(int notes, int cookies) {
        int address = -KEY;
        int cookie = address - KEY;
        BpfCode code = new BpfCode();
        BpfCode.Label end = new BpfCode.Label();
        code.copy(R6, R1);
        field(code, end);
        code.loadLong(R1, R6, SOCKET);
        code.storeLong(FRAME, address, R1);
        lookUp(code, cookies, address, end);
        code.loadLong(R1, R0, 0);
        code.storeLong(FRAME, cookie, R1);
        lookUp(code, notes, cookie, end);
        code.increaseBy(R0, R7);
        code.loadLong(R1, R6, VALUE);
        code.loadLong(R2, R6, VALUE_END);
        code.copy(R3, R1);
        code.increase(R3, 1);
        code.jumpIfGreater(R3, R2, end);
        code.loadByte(R1, R1, 0);
        code.increase(R1, 1);
        code.storeByte(R0, 0, R1);
        code.land(end);
        code.set(R1, 0);
        code.storeWord(R6, VALUE_LENGTH, R1);
        code.set(R0, GO_ON);
        code.exit();
        return code.octets();
    }

    /** Sets R7 to the offset of the option in a note; jumps if it has none. */
    private static void field(BpfCode code, BpfCode.Label none) {
        BpfCode.Label ip6 = new BpfCode.Label();
        BpfCode.Label found = new BpfCode.Label();
        code.loadWord(R2, R6, LEVEL);
        code.loadWord(R3, R6, OPTION);
        code.jumpIfEqual(R2, SocketConstants.SOL_IPV6, ip6);
        code.jumpUnlessEqual(R2, SocketConstants.SOL_IP, none);
        code.set(R7, BirthNote.RECVERR);
        code.jumpIfEqual(R3, SocketConstants.IP_RECVERR, found);
        code.set(R7, BirthNote.MTU_DISCOVER);
        code.jumpIfEqual(R3, SocketConstants.IP_MTU_DISCOVER, found);
        code.jump(none);
        code.land(ip6);
        code.set(R7, BirthNote.RECVERR6);
        code.jumpIfEqual(R3, SocketConstants.IPV6_RECVERR, found);
        code.set(R7, BirthNote.MTU_DISCOVER6);
        code.jumpUnlessEqual(R3, SocketConstants.IPV6_MTU_DISCOVER, none);
        code.land(found);
    }

    /** Sets R0 to the address of the value; jumps if there is none. */
    private static void lookUp(BpfCode code, int map, int key, BpfCode.Label none) {
        code.map(R1, map);
        code.addressOf(R2, key);
        code.call(BpfCode.MAP_LOOKUP_ELEM);
        code.jumpIfEqual(R0, 0, none);
    }
}
