// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Found;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.Unsent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Describes the system calls of a traced program.
 *
 * <pre>
 * python3[4711]  sendto(3, 3 bytes) = 3  sent #1
 * python3[4711]  recvfrom(3) = -1 ECONNREFUSED  told of #2, 61 µs later
 * </pre>
 */
public final class CallWords {
    private final Wording words;
    private final Glyphs glyphs;

    public CallWords(Wording words, Glyphs glyphs) {
        this.words = words;
        this.glyphs = glyphs;
    }

    public void call(SocketCall call) {
        words.foreign(Role.PLAIN, thread(call));
        words.foreign(call.failed() ? Role.ERROR : Role.PLAIN, expression(call));
        for (String remark : remarks(call)) {
            words.add(call.answer().reported() == 0 ? Role.MUTED : Role.ANSWER, remark);
        }
        Unsent unsent = call.links().unsent();
        if (unsent != null && unsent.why() == Unsent.Why.PENDING_ERROR) {
            words.add(Role.DOUBT, SendWords.lost(call, unsent));
        }
    }

    private static String thread(SocketCall call) {
        String process = FateWords.process(call.caller());
        return call.caller().tid() == call.caller().pid()
                ? process
                : process + " thread " + call.caller().tid();
    }

    /** Returns the call as {@code connect(3, 127.0.0.1:1060) = 0}. */
    private String expression(SocketCall call) {
        List<String> arguments = new ArrayList<>();
        if (call.request().kind() != Kind.SOCKET) {
            arguments.add(String.valueOf(call.caller().fd()));
        }
        if (call.request().kind() == Kind.SEND) {
            arguments.add(SendWords.amount(call, glyphs));
        }
        Endpoint peer = call.request().peer();
        if (peer != null && call.request().messages().size() < 2) {
            arguments.add(Endpoints.text(peer.address(), peer.port()));
        }
        if (!call.request().detail().isEmpty()) {
            arguments.add(call.request().detail());
        }
        String result = call.failed()
                ? "-1 " + call.answer().errnoName()
                : String.valueOf(call.answer().result());
        return call.request().name() + "(" + String.join(", ", arguments) + ") = " + result;
    }

    private List<String> remarks(SocketCall call) {
        List<String> remarks = new ArrayList<>();
        Links links = call.links();
        if (!links.sent().isEmpty()) {
            remarks.add("sent " + frames(links.sent()));
        }
        ExtendedError extended = call.answer().extended();
        if (extended != null) {
            remarks.add(QueueWords.text(extended));
        }
        delivered(call, remarks);
        Endpoint stale = links.staleFrom();
        if (stale != null) {
            remarks.add("stale: it is about " + Endpoints.text(stale.address(), stale.port()));
        }
        if (links.ofOtherSocket()) {
            remarks.add("of a datagram that another socket sent");
        }
        Unsent unsent = links.unsent();
        if (unsent != null && unsent.why() != Unsent.Why.PENDING_ERROR) {
            remarks.add("not sent: " + SendWords.reason(unsent));
        }
        if (remarks.isEmpty()) {
            remark(call, remarks);
        }
        return remarks;
    }

    /** Adds the errors that the program is told of. */
    private void delivered(SocketCall call, List<String> remarks) {
        Links links = call.links();
        if (!links.reports().isEmpty()) {
            remarks.add(
                    links.toldAfterNs() < 0
                            ? "took " + frames(links.reports()) + ", and does not return it"
                            : "told of " + frames(links.reports()) + ", " + Durations.text(links.toldAfterNs(), glyphs)
                                    + " later");
        } else if (call.lostItsDatagram()
                || (call.request().kind() == Kind.RECEIVE && call.answer().reported() != 0)) {
            remarks.add("told of an earlier datagram");
        }
    }

    private static void remark(SocketCall call, List<String> remarks) {
        switch (call.request().kind()) {
            case CONNECT -> {
                if (!call.failed()) {
                    remarks.add(call.state().connected() ? "connected" : "disconnected");
                } else if ("ENETUNREACH".equals(call.answer().errnoName())) {
                    remarks.add("no route to it");
                }
            }
            case SEND -> sent(call, remarks);
            case POLL, SELECT -> remarks.add(found(call.links().found()));
            default -> {}
        }
    }

    private static void sent(SocketCall call, List<String> remarks) {
        int given = call.request().messages().size();
        if (call.state().elsewhere() && !call.failed()) {
            remarks.add("its packets are not seen");
        } else if (call.swallowsError()) {
            remarks.add(call.sent().size() + " of " + given + " sent");
        }
    }

    private static String found(@Nullable Found found) {
        return found == Found.QUEUE
                ? "the error queue is not empty"
                : found == Found.EITHER
                        ? "an error is pending, or the error queue is not empty"
                        : "an error is pending";
    }

    private static String frames(List<Long> frames) {
        return frames.stream().map(frame -> "#" + frame).collect(Collectors.joining(", "));
    }
}
