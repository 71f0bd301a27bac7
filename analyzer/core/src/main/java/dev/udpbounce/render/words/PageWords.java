// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.icmp.IcmpCode;
import java.util.stream.Collectors;

/** Names and short notes for outputs with a layout of their own. Names of processes are not escaped. */
public final class PageWords {
    private PageWords() {}

    /** Returns an address and a port, {@code [2001:db8::1]:53}. */
    public static String endpoint(IpAddress address, int port) {
        return Endpoints.text(address, port);
    }

    /** Returns a process, {@code python3[4711]}. */
    public static String process(SocketOwner owner) {
        return FateWords.process(owner);
    }

    /** Returns the sums of a timeline on one line. */
    public static String sums(Summary summary) {
        Wording words = new Wording();
        SummaryWords.write(summary, words);
        return words.stream().map(piece -> piece.text().toString()).collect(Collectors.joining(", "));
    }

    /** Returns the note on an error; its type and code if there is none. */
    public static String note(IcmpCode error, int mtu) {
        return ErrorWords.note(error.version(), error.type(), error.code(), mtu);
    }
}
