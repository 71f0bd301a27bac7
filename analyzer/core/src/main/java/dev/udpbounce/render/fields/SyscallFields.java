// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Answer;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Found;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketCall.Request;
import java.util.List;

/** A system call of a traced program on a socket. */
final class SyscallFields {
    final Field object;
    private final Field name;
    private final Field fd;
    private final Field socketId;
    private final Field detail;
    private final Field length;
    private final Field segmentLength;
    private final Field messages;
    private final Field result;
    private final Field errno;
    private final Field errnoName;
    private final Field reportedErrno;
    private final Field entry;
    private final Field exit;
    private final Field duration;
    private final Field connected;
    private final Field recverr;
    private final Field otherNamespace;
    private final Field sentFrame;
    private final Field sentFrames;
    private final Field reportsFrame;
    private final Field reportsFrames;
    private final Field toldAfter;
    private final Field stale;
    private final Field peerIp;
    private final Field peerPort;
    private final Field otherSocket;
    private final Field transmitted;
    private final UnsentFields unsent;
    private final Field found;
    private final ExtendedErrorFields extended;
    private final ProcessFields process;

    SyscallFields(Field root) {
        object = root.object("syscall");
        name = object.text("name");
        fd = object.number("fd");
        socketId = object.number("socket_id");
        detail = object.text("detail");
        length = object.number("len", Unit.OCTETS);
        segmentLength = object.number("segment_len", Unit.OCTETS);
        messages = object.number("messages");
        result = object.number("ret");
        errno = object.number("errno");
        errnoName = object.text("errno_name");
        reportedErrno = object.number("reported_errno");
        entry = object.time("entry_timestamp");
        exit = object.time("exit_timestamp");
        duration = object.number("duration_ns", Unit.NANOSECONDS);
        connected = object.flag("connected");
        recverr = object.flag("recverr");
        otherNamespace = object.flag("other_namespace");
        sentFrame = object.number("sent_pcap_cnt", Unit.FRAME);
        sentFrames = object.numbers("sent_pcap_cnts", Unit.FRAME);
        reportsFrame = object.number("reports_pcap_cnt", Unit.FRAME);
        reportsFrames = object.numbers("reports_pcap_cnts", Unit.FRAME);
        toldAfter = object.number("told_after_ns", Unit.NANOSECONDS);
        stale = object.object("stale");
        peerIp = stale.address("peer_ip");
        peerPort = stale.number("peer_port");
        otherSocket = object.flag("other_socket");
        transmitted = object.flag("transmitted");
        unsent = new UnsentFields(object);
        found = object.word("found", Found.class);
        extended = new ExtendedErrorFields(object);
        process = ProcessFields.ofSocket(object);
    }

    void write(SocketCall call, FieldSink sink) {
        Request request = call.request();
        Answer answer = call.answer();
        sink.beginObject(object);
        sink.name(name, request.name());
        sink.known(fd, call.caller().fd());
        sink.number(socketId, call.socketId());
        if (!request.detail().isEmpty()) {
            sink.name(detail, request.detail());
        }
        messages(request.messages(), sink);
        result(answer, sink);
        sink.time(entry, request.entryNs());
        sink.time(exit, answer.exitNs());
        sink.number(duration, answer.exitNs() - request.entryNs());
        sink.flag(connected, call.state().connected());
        sink.flag(recverr, call.state().recverr());
        if (call.state().elsewhere()) {
            sink.flag(otherNamespace, true);
        }
        links(call, sink);
        if (answer.extended() != null) {
            extended.write(answer.extended(), sink);
        }
        process.write(call.caller(), sink);
        sink.endObject();
    }

    private void messages(List<Message> given, FieldSink sink) {
        if (given.size() == 1) {
            sink.known(length, given.get(0).length());
            if (given.get(0).segmented()) {
                sink.number(segmentLength, given.get(0).segment());
            }
        } else if (!given.isEmpty()) {
            sink.number(messages, given.size());
        }
    }

    private void result(Answer answer, FieldSink sink) {
        sink.number(result, answer.result());
        if (answer.errno() != 0) {
            sink.number(errno, answer.errno());
            if (answer.errnoName() != null) {
                sink.name(errnoName, answer.errnoName());
            }
        }
        if (answer.reported() != 0 && answer.reported() != answer.errno()) {
            sink.number(reportedErrno, answer.reported());
        }
    }

    private void links(SocketCall call, FieldSink sink) {
        Links links = call.links();
        frames(sentFrame, sentFrames, links.sent(), sink);
        frames(reportsFrame, reportsFrames, links.reports(), sink);
        sink.known(toldAfter, links.toldAfterNs());
        Endpoint former = links.staleFrom();
        if (former != null) {
            sink.beginObject(stale);
            sink.address(peerIp, former.address());
            sink.number(peerPort, former.port());
            sink.endObject();
        }
        if (links.ofOtherSocket()) {
            sink.flag(otherSocket, true);
        }
        // A send that failed on its own, with EMSGSIZE or EPERM, shows that in its errno.
        if (call.request().kind() == Kind.SEND && (!call.failed() || call.lostItsDatagram())) {
            sink.flag(transmitted, !call.lostItsDatagram());
        }
        if (links.unsent() != null) {
            unsent.write(links.unsent(), sink);
        }
        if (links.found() != null) {
            sink.word(found, links.found());
        }
    }

    /** Writes the first frame by itself, and all frames if there are several. */
    private static void frames(Field first, Field all, List<Long> frames, FieldSink sink) {
        if (!frames.isEmpty()) {
            sink.number(first, frames.get(0));
        }
        if (frames.size() > 1) {
            sink.numbers(all, frames);
        }
    }
}
