package dev.udpbounce.render;

import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Words the system calls of a traced program.
 *
 * <pre>
 * python3[4711]  sendto(3, 3 bytes) = 3  sent #1
 * python3[4711]  recvfrom(3) = -1 ECONNREFUSED  told of #2, 61 µs later
 * </pre>
 */
final class CallText {
    private final TextLine line;
    private final Glyphs glyphs;
    private final FateText fates;

    CallText(TextLine line, Glyphs glyphs) {
        this.line = line;
        this.glyphs = glyphs;
        fates = new FateText(glyphs);
    }

    void call(SocketCall call) {
        line.put(Style.PLAIN, thread(call));
        line.put(call.failed() ? Style.ERROR : Style.PLAIN, expression(call));
        for (String remark : remarks(call)) {
            line.put(call.reported() == 0 ? Style.FAINT : Style.ANSWER, remark);
        }
        if (call.lostItsDatagram()) {
            line.put(Style.DOUBT, "its own datagram was not sent");
        }
    }

    private String thread(SocketCall call) {
        String process = fates.process(call.sender());
        return call.sender().tid() == call.sender().pid()
                ? process
                : process + " thread " + call.sender().tid();
    }

    /** {@code connect(3, 127.0.0.1:1060) = 0}. */
    static String expression(SocketCall call) {
        List<String> arguments = new ArrayList<>();
        if (call.kind() != Kind.SOCKET) {
            arguments.add(String.valueOf(call.sender().fd()));
        }
        if (call.kind() == Kind.SEND) {
            arguments.add(amount(call));
        }
        Endpoint peer = call.peer();
        if (peer != null && call.messages().size() < 2) {
            arguments.add(EventText.endpoint(peer.address(), peer.port()));
        }
        if (!call.detail().isEmpty()) {
            arguments.add(call.detail());
        }
        String result = call.failed() ? "-1 " + call.errnoName() : String.valueOf(call.result());
        return call.name() + "(" + String.join(", ", arguments) + ") = " + result;
    }

    private static String amount(SocketCall call) {
        if (call.messages().size() != 1) {
            return call.messages().size() + " datagrams";
        }
        int length = call.messages().get(0).length();
        return length < 0 ? "datagram" : length + (length == 1 ? " byte" : " bytes");
    }

    private List<String> remarks(SocketCall call) {
        List<String> remarks = new ArrayList<>();
        Links links = call.links();
        if (!links.sent().isEmpty()) {
            remarks.add("sent " + frames(links.sent()));
        }
        ExtendedError extended = call.extended();
        if (extended != null) {
            remarks.add(extended.errnoName() + " " + extended.type() + "/" + extended.code()
                    + (extended.offender() == null ? "" : " from " + extended.offender()));
        }
        if (!links.reports().isEmpty()) {
            remarks.add("told of " + frames(links.reports()) + ", " + Durations.text(links.toldAfterNs(), glyphs)
                    + " later");
        } else if (!links.transmitted()) {
            remarks.add("told of an earlier datagram");
        } else if (call.kind() == Kind.RECEIVE && call.reported() != 0) {
            remarks.add("told of an earlier datagram");
        }
        Endpoint stale = links.staleFrom();
        if (stale != null) {
            remarks.add("stale: it is about " + EventText.endpoint(stale.address(), stale.port()));
        }
        if (remarks.isEmpty()) {
            remark(call, remarks);
        }
        return remarks;
    }

    private static void remark(SocketCall call, List<String> remarks) {
        switch (call.kind()) {
            case CONNECT -> {
                if (!call.failed()) {
                    remarks.add(call.state().connected() ? "connected" : "disconnected");
                }
            }
            case SEND -> {
                if (!call.failed()) {
                    remarks.add("success");
                }
            }
            case POLL -> remarks.add("an error is pending");
            default -> {}
        }
    }

    private static String frames(List<Long> frames) {
        return frames.stream().map(frame -> "#" + frame).collect(Collectors.joining(", "));
    }
}
