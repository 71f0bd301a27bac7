package dev.udpbounce.render;

import static dev.udpbounce.render.JsonFields.name;

import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import dev.udpbounce.timeline.SocketCall.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.SerializedString;

/** Writes the system calls of a traced program. */
final class JsonCalls {
    private static final int ICMP_ORIGIN = 2;
    private static final int ICMP6_ORIGIN = 3;

    private static final SerializedString SYSCALL = name("syscall");
    private static final SerializedString NAME = name("name");
    private static final SerializedString FD = name("fd");
    private static final SerializedString SOCKET_ID = name("socket_id");
    private static final SerializedString DETAIL = name("detail");
    private static final SerializedString LEN = name("len");
    private static final SerializedString MESSAGES = name("messages");
    private static final SerializedString RET = name("ret");
    private static final SerializedString ERRNO = name("errno");
    private static final SerializedString ERRNO_NAME = name("errno_name");
    private static final SerializedString REPORTED_ERRNO = name("reported_errno");
    private static final SerializedString ENTRY_TIMESTAMP = name("entry_timestamp");
    private static final SerializedString EXIT_TIMESTAMP = name("exit_timestamp");
    private static final SerializedString DURATION_NS = name("duration_ns");
    private static final SerializedString CONNECTED = name("connected");
    private static final SerializedString RECVERR = name("recverr");
    private static final SerializedString SENT_PCAP_CNT = name("sent_pcap_cnt");
    private static final SerializedString SENT_PCAP_CNTS = name("sent_pcap_cnts");
    private static final SerializedString REPORTS_PCAP_CNT = name("reports_pcap_cnt");
    private static final SerializedString REPORTS_PCAP_CNTS = name("reports_pcap_cnts");
    private static final SerializedString TOLD_AFTER_NS = name("told_after_ns");
    private static final SerializedString STALE = name("stale");
    private static final SerializedString PEER_IP = name("peer_ip");
    private static final SerializedString PEER_PORT = name("peer_port");
    private static final SerializedString TRANSMITTED = name("transmitted");
    private static final SerializedString EXTENDED_ERR = name("extended_err");
    private static final SerializedString ORIGIN = name("origin");
    private static final SerializedString TYPE = name("type");
    private static final SerializedString CODE = name("code");
    private static final SerializedString MTU = name("mtu");
    private static final SerializedString OFFENDER_IP = name("offender_ip");
    private static final SerializedString RETURNED_LEN = name("returned_len");

    private final JsonFields fields;
    private final JsonHead head;
    private final JsonSockets sockets;

    JsonCalls(JsonFields fields, JsonHead head, JsonSockets sockets) {
        this.fields = fields;
        this.head = head;
        this.sockets = sockets;
    }

    void write(SocketCall call) {
        head.open(SYSCALL, call.entryNs());
        Endpoint named = call.peer();
        Endpoint peer = named == null ? call.state().peer() : named;
        head.call(call.state().local(), peer);
        fields.open(SYSCALL);
        fields.text(NAME, call.name());
        fields.known(FD, call.sender().fd());
        fields.number(SOCKET_ID, call.socketId());
        if (!call.detail().isEmpty()) {
            fields.text(DETAIL, call.detail());
        }
        messages(call.messages());
        fields.number(RET, call.result());
        errno(ERRNO, call.errno(), call.errnoName());
        if (call.reported() != 0 && call.reported() != call.errno()) {
            fields.number(REPORTED_ERRNO, call.reported());
        }
        fields.time(ENTRY_TIMESTAMP, call.entryNs());
        fields.time(EXIT_TIMESTAMP, call.exitNs());
        fields.number(DURATION_NS, call.exitNs() - call.entryNs());
        fields.flag(CONNECTED, call.state().connected());
        fields.flag(RECVERR, call.state().recverr());
        links(call);
        if (call.extended() != null) {
            extended(call.extended());
        }
        sockets.sender(call.sender());
        fields.close();
        fields.close();
    }

    private void messages(List<Message> messages) {
        if (messages.size() == 1) {
            fields.known(LEN, messages.get(0).length());
        } else if (!messages.isEmpty()) {
            fields.number(MESSAGES, messages.size());
        }
    }

    private void links(SocketCall call) {
        Links links = call.links();
        frames(SENT_PCAP_CNT, SENT_PCAP_CNTS, links.sent());
        frames(REPORTS_PCAP_CNT, REPORTS_PCAP_CNTS, links.reports());
        fields.known(TOLD_AFTER_NS, links.toldAfterNs());
        Endpoint stale = links.staleFrom();
        if (stale != null) {
            fields.open(STALE);
            fields.address(PEER_IP, stale.address());
            fields.number(PEER_PORT, stale.port());
            fields.close();
        }
        if (call.kind() == Kind.SEND) {
            transmitted(call);
        }
    }

    /** A send that failed by itself, of EMSGSIZE or EPERM, says so by its errno. */
    private void transmitted(SocketCall call) {
        if (!call.failed() || call.lostItsDatagram()) {
            fields.flag(TRANSMITTED, !call.lostItsDatagram());
        }
    }

    /** The first of them by itself, and all of them where there are several. */
    private void frames(SerializedString first, SerializedString all, List<Long> frames) {
        if (!frames.isEmpty()) {
            fields.number(first, frames.get(0));
        }
        if (frames.size() > 1) {
            fields.openArray(all);
            frames.forEach(fields::element);
            fields.closeArray();
        }
    }

    private void errno(SerializedString field, int errno, @Nullable String errnoName) {
        if (errno != 0) {
            fields.number(field, errno);
            if (errnoName != null) {
                fields.text(ERRNO_NAME, errnoName);
            }
        }
    }

    private void extended(ExtendedError error) {
        fields.open(EXTENDED_ERR);
        errno(ERRNO, error.errno(), error.errnoName());
        fields.number(ORIGIN, error.origin());
        if (error.origin() == ICMP_ORIGIN || error.origin() == ICMP6_ORIGIN) {
            fields.number(TYPE, error.type());
            fields.number(CODE, error.code());
        }
        if (error.info() != 0) {
            fields.number(MTU, error.info());
        }
        if (error.offender() != null) {
            fields.address(OFFENDER_IP, error.offender());
        }
        fields.number(RETURNED_LEN, error.returned());
        fields.close();
    }
}
