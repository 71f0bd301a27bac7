// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static dev.udpbounce.kernel.bpf.BpfCode.FRAME;
import static dev.udpbounce.kernel.bpf.BpfCode.R0;
import static dev.udpbounce.kernel.bpf.BpfCode.R1;
import static dev.udpbounce.kernel.bpf.BpfCode.R2;
import static dev.udpbounce.kernel.bpf.BpfCode.R3;
import static dev.udpbounce.kernel.bpf.BpfCode.R4;
import static dev.udpbounce.kernel.bpf.BpfCode.R6;
import static dev.udpbounce.kernel.bpf.BpfCode.R7;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.bpf.BpfCode;
import dev.udpbounce.kernel.bpf.BpfCode.Label;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;

/**
 * The programs that {@link KernelReports} runs in the kernel. They only observe. Whatever is not about UDP, and every
 * call that succeeds, leaves after a few instructions.
 *
 * <p>A map holds the sockets that had an error: only their calls are reported. The number of records that found no room
 * in the ring, and of sockets that found none in the map, is counted.
 */
final class ReportPrograms {
    static final int KEY = Long.BYTES;

    private static final int GO_ON = 1;
    private static final int BPF_ANY = 0;

    // struct bpf_sock and bpf_sockopt, linux/bpf.h
    private static final int SOCK_PROTOCOL = 12;
    private static final int OPTION_SOCKET = 0;
    private static final int OPTION_VALUE = 8;
    private static final int OPTION_VALUE_END = 16;
    private static final int OPTION_LEVEL = 24;
    private static final int OPTION_NAME = 28;
    private static final int OPTION_LENGTH = 32;

    // struct mmsghdr of 64-bit programs: the parts of the message, and how much was sent; struct iovec.
    private static final int MESSAGE_PARTS = 16;
    private static final int MESSAGE_SENT = 56;
    private static final int PART_LENGTH = 8;
    // Places in the record of a call that are not used otherwise.
    private static final int MESSAGE = ReportLayout.EXTENDED;
    private static final int PART = ReportLayout.QUOTED;

    // What is on the stack, which grows down.
    private static final int RECORD = -ReportLayout.SIZE;
    private static final int ADDRESS = RECORD - 8;
    private static final int COUNTED = ADDRESS - 8;

    private final KernelFields fields;
    private final int ring;
    private final int marks;
    private final int losses;
    private BpfCode code = new BpfCode();

    /**
     * @param ring descriptor of the ring of records
     * @param marks descriptor of the map of sockets that had an error, by their addresses
     * @param losses descriptor of the array whose first value, of 64 bits, is the number of losses
     */
    ReportPrograms(KernelFields fields, int ring, int marks, int losses) {
        this.fields = fields;
        this.ring = ring;
        this.marks = marks;
        this.losses = losses;
    }

    /** Assembles the program for {@code inet_sk_error_report(sk)}: an error was set, or is in the error queue. */
    ByteBuffer atError() {
        code = new BpfCode();
        Label end = new Label();
        code.loadLong(R6, R1, 0);
        onlyUdp(R6, end);
        begin(KernelReport.Kind.ERROR);
        Label marked = new Label();
        code.map(R1, marks);
        code.addressOf(R2, RECORD + ReportLayout.SOCKET);
        code.addressOf(R3, RECORD + ReportLayout.SOCKET);
        code.set(R4, BPF_ANY);
        code.call(BpfCode.MAP_UPDATE_ELEM);
        code.jumpIfEqual(R0, 0, marked);
        countLoss();
        code.land(marked);
        describe();
        describeQueueEnd();
        output();
        code.land(end);
        code.set(R0, 0);
        code.exit();
        return code.octets();
    }

    /** Assembles the program for {@code sock_recv_length(sk, result, flags)}: failures, and reads of the error queue. */
    ByteBuffer atReceive() {
        code = new BpfCode();
        Label end = new Label();
        Label wanted = new Label();
        Label succeeded = new Label();
        code.loadLong(R2, R1, 8);
        code.jumpUnlessWordNegative(R2, succeeded);
        code.jumpIfWordEqual(R2, -Errno.EAGAIN.linux(), end);
        code.jump(wanted);
        code.land(succeeded);
        code.loadLong(R3, R1, 16);
        code.jumpIfAny(R3, SocketConstants.MSG_ERRQUEUE, wanted);
        code.jump(end);
        code.land(wanted);
        call(KernelReport.Kind.RECEIVE, end);
        return code.octets();
    }

    /** Assembles the program for {@code sock_send_length(sk, result, flags)}: failures. */
    ByteBuffer atSend() {
        code = new BpfCode();
        Label end = new Label();
        code.loadLong(R2, R1, 8);
        code.jumpUnlessWordNegative(R2, end);
        code.jumpIfWordEqual(R2, -Errno.EAGAIN.linux(), end);
        call(KernelReport.Kind.SEND, end);
        return code.octets();
    }

    /** Ends the program of a call, with its arguments at R1. */
    private void call(KernelReport.Kind kind, Label end) {
        code.loadLong(R6, R1, 0);
        onlyUdp(R6, end);
        code.copy(R7, R1);
        begin(kind);
        onlyMarked(end);
        code.loadLong(R2, R7, 8);
        code.storeWord(FRAME, RECORD + ReportLayout.RESULT, R2);
        code.loadLong(R2, R7, 16);
        code.storeWord(FRAME, RECORD + ReportLayout.FLAGS, R2);
        describe();
        code.call(BpfCode.GET_CURRENT_TASK_BTF);
        code.copy(R1, R0);
        code.call(BpfCode.TASK_PT_REGS);
        code.copy(R6, R0);
        copy(fields.callNumber(), Long.BYTES, ReportLayout.CALL);
        copy(fields.thirdArgument(), Long.BYTES, ReportLayout.MESSAGES);
        if (kind == KernelReport.Kind.SEND) {
            seeWhetherFirst();
        }
        output();
        code.land(end);
        code.set(R0, 0);
        code.exit();
    }

    /**
     * Sees whether a sendmmsg, whose registers are at R6, has sent no message before: the kernel writes the length that was
     * sent after each. What cannot be read in memory, or is 0 by itself, shows nothing.
     */
    private void seeWhetherFirst() {
        Label done = new Label();
        code.loadLong(R1, FRAME, RECORD + ReportLayout.CALL);
        code.jumpUnlessEqual(R1, KernelReport.SENDMMSG, done);
        copy(fields.secondArgument(), Long.BYTES, MESSAGE);
        readUser(MESSAGE, MESSAGE_PARTS, Long.BYTES, PART, done);
        readUser(PART, PART_LENGTH, Long.BYTES, PART, done);
        code.loadLong(R1, FRAME, RECORD + PART);
        code.jumpIfEqual(R1, 0, done);
        readUser(MESSAGE, MESSAGE_SENT, Integer.BYTES, PART, done);
        code.loadWord(R1, FRAME, RECORD + PART);
        code.jumpUnlessEqual(R1, 0, done);
        code.set(R1, 1);
        code.storeWord(FRAME, RECORD + ReportLayout.FIRST, R1);
        code.land(done);
    }

    /** Copies octets of the program to the record, from an offset to the address that is in the record. */
    private void readUser(int address, int offset, int size, int to, Label unreadable) {
        code.loadLong(R3, FRAME, RECORD + address);
        code.increase(R3, offset);
        code.addressOf(R1, RECORD + to);
        code.set(R2, size);
        code.call(BpfCode.PROBE_READ_USER);
        code.jumpUnlessEqual(R0, 0, unreadable);
    }

    /** Assembles the program for BPF_CGROUP_GETSOCKOPT: SO_ERROR of a socket that had an error. */
    ByteBuffer atOptionRead() {
        code = new BpfCode();
        Label end = new Label();
        code.copy(R7, R1);
        code.loadWord(R2, R1, OPTION_LEVEL);
        code.jumpUnlessEqual(R2, SocketConstants.SOL_SOCKET, end);
        code.loadWord(R2, R1, OPTION_NAME);
        code.jumpUnlessEqual(R2, SocketConstants.SO_ERROR, end);
        code.loadLong(R6, R1, OPTION_SOCKET);
        begin(KernelReport.Kind.TAKE_ERROR);
        onlyMarked(end);
        code.loadLong(R1, R7, OPTION_VALUE);
        code.loadLong(R2, R7, OPTION_VALUE_END);
        code.copy(R3, R1);
        code.increase(R3, Integer.BYTES);
        code.jumpIfGreater(R3, R2, end);
        code.loadWord(R2, R1, 0);
        code.storeWord(FRAME, RECORD + ReportLayout.RESULT, R2);
        describe();
        output();
        code.land(end);
        // The program gets the value that the kernel has written.
        code.set(R1, 0);
        code.storeWord(R7, OPTION_LENGTH, R1);
        code.set(R0, GO_ON);
        code.exit();
        return code.octets();
    }

    /** Assembles the program for BPF_CGROUP_INET_SOCK_RELEASE: a program has closed its UDP socket. */
    ByteBuffer atRelease() {
        code = new BpfCode();
        Label end = new Label();
        code.copy(R6, R1);
        code.loadWord(R2, R1, SOCK_PROTOCOL);
        code.jumpUnlessEqual(R2, SocketConstants.IPPROTO_UDP, end);
        begin(KernelReport.Kind.CLOSE);
        describe();
        code.map(R1, marks);
        code.addressOf(R2, RECORD + ReportLayout.SOCKET);
        code.call(BpfCode.MAP_DELETE_ELEM);
        output();
        code.land(end);
        code.set(R0, GO_ON);
        code.exit();
        return code.octets();
    }

    private void onlyUdp(int socket, Label end) {
        code.loadShort(R3, socket, fields.protocol());
        code.jumpUnlessEqual(R3, SocketConstants.IPPROTO_UDP, end);
    }

    /** Goes on only with a socket that had an error. */
    private void onlyMarked(Label end) {
        code.map(R1, marks);
        code.addressOf(R2, RECORD + ReportLayout.SOCKET);
        code.call(BpfCode.MAP_LOOKUP_ELEM);
        code.jumpIfEqual(R0, 0, end);
    }

    /** Begins a record of the socket at R6, which is a plain number from then on. */
    private void begin(KernelReport.Kind kind) {
        code.storeLong(FRAME, ADDRESS, R6);
        code.set(R1, 0);
        for (int at = 0; at < ReportLayout.SIZE; at += Long.BYTES) {
            code.storeLong(FRAME, RECORD + at, R1);
        }
        // The time comes before what is read of the socket: an error that is set later has a later time.
        code.call(BpfCode.KTIME_GET_NS);
        code.storeLong(FRAME, RECORD + ReportLayout.TIME, R0);
        code.addressOf(R3, ADDRESS);
        read(Long.BYTES, ReportLayout.SOCKET);
        code.loadLong(R6, FRAME, RECORD + ReportLayout.SOCKET);
        code.set(R1, KernelReport.number(kind));
        code.storeWord(FRAME, RECORD + ReportLayout.KIND, R1);
    }

    /** Adds what the current thread and the socket are. */
    private void describe() {
        code.call(BpfCode.GET_CURRENT_PID_TGID);
        code.storeLong(FRAME, RECORD + ReportLayout.THREAD, R0);
        code.call(BpfCode.GET_CURRENT_UID_GID);
        code.storeLong(FRAME, RECORD + ReportLayout.USER, R0);
        code.addressOf(R1, RECORD + ReportLayout.NAME);
        code.set(R2, ReportLayout.NAME_SIZE);
        code.call(BpfCode.GET_CURRENT_COMM);
        code.call(BpfCode.GET_CURRENT_CGROUP_ID);
        code.storeLong(FRAME, RECORD + ReportLayout.CGROUP, R0);
        copy(fields.pending(), Integer.BYTES, ReportLayout.PENDING);
        copy(fields.queueLength(), Integer.BYTES, ReportLayout.QUEUE_LENGTH);
        copy(fields.cookie(), Long.BYTES, ReportLayout.COOKIE);
        copy(fields.family(), Short.BYTES, ReportLayout.FAMILY);
        copy(fields.port(), Short.BYTES, ReportLayout.PORT);
        copy(fields.peerPort(), Short.BYTES, ReportLayout.PEER_PORT);
        copy(fields.state(), 1, ReportLayout.STATE);
        copy(fields.peer4(), Integer.BYTES, ReportLayout.PEER4);
        copy(fields.local4(), Integer.BYTES, ReportLayout.LOCAL4);
        if (fields.peer6() >= 0 && fields.local6() >= 0) {
            copy(fields.peer6(), 16, ReportLayout.PEER6);
            copy(fields.local6(), 16, ReportLayout.LOCAL6);
        }
        copy(fields.network(), Long.BYTES, ReportLayout.CALL);
        code.loadLong(R3, FRAME, RECORD + ReportLayout.CALL);
        code.increase(R3, fields.networkNumber());
        read(Integer.BYTES, ReportLayout.NETWORK);
        code.set(R1, 0);
        code.storeLong(FRAME, RECORD + ReportLayout.CALL, R1);
    }

    /** Adds the last entry of the error queue, if there is one. Overwrites R6. */
    private void describeQueueEnd() {
        Label empty = new Label();
        code.loadWord(R1, FRAME, RECORD + ReportLayout.QUEUE_LENGTH);
        code.jumpIfEqual(R1, 0, empty);
        copy(fields.queueEnd(), Long.BYTES, ReportLayout.QUEUE_END);
        code.loadLong(R6, FRAME, RECORD + ReportLayout.QUEUE_END);
        copy(fields.control() + fields.extended(), ReportLayout.EXTENDED_SIZE, ReportLayout.EXTENDED);
        copy(fields.control() + fields.quotedPort(), Short.BYTES, ReportLayout.QUOTED_PORT);
        copy(fields.control() + fields.addressOffset(), Short.BYTES, ReportLayout.ADDRESS_OFFSET);
        copy(fields.networkHeader(), Short.BYTES, ReportLayout.NETWORK_HEADER);
        copy(fields.head(), Long.BYTES, ReportLayout.CALL);
        code.loadLong(R3, FRAME, RECORD + ReportLayout.CALL);
        code.loadShort(R1, FRAME, RECORD + ReportLayout.NETWORK_HEADER);
        code.increaseBy(R3, R1);
        code.loadShort(R1, FRAME, RECORD + ReportLayout.ADDRESS_OFFSET);
        code.increaseBy(R3, R1);
        read(16, ReportLayout.QUOTED);
        code.set(R1, 0);
        code.storeLong(FRAME, RECORD + ReportLayout.CALL, R1);
        code.land(empty);
    }

    /** Copies a field of the structure at R6 to the record. */
    private void copy(int offset, int size, int to) {
        code.copy(R3, R6);
        code.increase(R3, offset);
        read(size, to);
    }

    /** Copies octets of the kernel at R3 to the record; zeros if they cannot be read. */
    private void read(int size, int to) {
        code.addressOf(R1, RECORD + to);
        code.set(R2, size);
        code.call(BpfCode.PROBE_READ_KERNEL);
    }

    private void output() {
        Label done = new Label();
        code.map(R1, ring);
        code.addressOf(R2, RECORD);
        code.set(R3, ReportLayout.SIZE);
        code.set(R4, 0);
        code.call(BpfCode.RINGBUF_OUTPUT);
        code.jumpIfEqual(R0, 0, done);
        countLoss();
        code.land(done);
    }

    private void countLoss() {
        Label none = new Label();
        code.set(R1, 0);
        code.storeLong(FRAME, COUNTED, R1);
        code.map(R1, losses);
        code.addressOf(R2, COUNTED);
        code.call(BpfCode.MAP_LOOKUP_ELEM);
        code.jumpIfEqual(R0, 0, none);
        code.set(R1, 1);
        code.addToLong(R0, 0, R1);
        code.land(none);
    }
}
