// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.Unsent;
import java.util.List;

/** Describes the messages of a send, and why they were not sent. */
final class SendWords {
    private SendWords() {}

    /** Returns {@code 3 bytes} or {@code 2 datagrams}; for a segmented message, {@code 2 × 1326 + 348 bytes}. */
    static String amount(SocketCall call, Glyphs glyphs) {
        List<Message> messages = call.request().messages();
        if (messages.size() != 1) {
            return messages.size() + " datagrams";
        }
        Message message = messages.get(0);
        int length = message.length();
        if (message.segmented()) {
            int whole = length / message.segment();
            int rest = length % message.segment();
            return whole + " " + glyphs.times() + " " + message.segment() + (rest == 0 ? "" : " + " + rest) + " bytes";
        }
        return length < 0 ? "datagram" : length + (length == 1 ? " byte" : " bytes");
    }

    /** Returns {@code its own datagram was not sent}; for several datagrams, with their number. */
    static String lost(SocketCall call, Unsent unsent) {
        if (call.failed()) {
            return unsent.datagrams() > 1
                    ? "its own " + unsent.datagrams() + " datagrams were not sent"
                    : "its own datagram was not sent";
        }
        // The call returned the number of messages that it sent.
        int given = call.request().messages().size();
        int sent = call.sent().size();
        String which = sent + 1 == given ? "datagram " + given : "datagrams " + (sent + 1) + " to " + given;
        return which + " of " + given + (sent + 1 == given ? " was" : " were") + " not sent";
    }

    /** Returns why a send failed on its own. */
    static String reason(Unsent unsent) {
        String likely = unsent.certain() ? "" : "likely ";
        return switch (unsent.why()) {
            case PENDING_ERROR -> "it met the error of an earlier datagram";
            case FIREWALL -> "this host's own firewall refused it";
            case NO_ROUTE -> likely + "no route to it";
            case UNREACHABLE -> likely + "no way to it: a route of this host says so";
            case TOO_LARGE ->
                likely
                        + (unsent.mtu() > 0
                                ? "larger than the known path MTU " + unsent.mtu()
                                : "larger than the MTU of the path")
                        + ", and so will every repetition be";
        };
    }

    /** Returns why several datagrams were not sent, for the summary of a socket. */
    static String reason(Unsent.Why why) {
        return switch (why) {
            case PENDING_ERROR -> "the send failed with the error of an earlier one";
            case FIREWALL -> "this host's own firewall refused them (EPERM)";
            case NO_ROUTE -> "no route (ENETUNREACH)";
            case UNREACHABLE -> "a route of this host leads nowhere (EHOSTUNREACH)";
            case TOO_LARGE -> "larger than the MTU of the path (EMSGSIZE)";
        };
    }
}
