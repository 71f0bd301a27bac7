// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.icmp.Errno;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import java.util.ArrayList;
import java.util.List;

/** Describes the rule of {@link IcmpTable}: the effect of an ICMP error, and the meaning of an errno. */
public final class ExplanationWords {
    private ExplanationWords() {}

    /**
     * A paragraph under a label.
     *
     * @param label the label; empty if the words continue under the previous label
     */
    public record Paragraph(String label, String words) {}

    /** Returns {@code ICMP type 3 code 3: port unreachable}. */
    public static String title(IcmpCode error) {
        return (error.version() == 4 ? "ICMP" : "ICMPv6") + " type " + error.type() + " code " + error.code()
                + (IcmpTable.type(error.version(), error.type()).isDefined() ? ": " + error.name() : "");
    }

    /** Returns the meaning of an error, its effect, and what to do about it. */
    public static List<Paragraph> of(IcmpCode error) {
        List<Paragraph> paragraphs = new ArrayList<>();
        paragraphs.add(new Paragraph("errno", error.linux().errnoName() == null ? "none" : errno(error)));
        told(error, paragraphs);
        String exception = error.linux().pathMtu().exception();
        if (exception != null) {
            paragraphs.add(new Paragraph("but", exception));
        }
        paragraphs.add(new Paragraph("what to do", error.advice()));
        return paragraphs;
    }

    private static void told(IcmpCode error, List<Paragraph> paragraphs) {
        boolean connected = error.linux().tellsConnected();
        String recverr = error.recverrOption();
        if (!error.linux().tellsRecverr()) {
            paragraphs.add(new Paragraph("told", "no socket, whatever its options"));
            return;
        }
        if (connected) {
            paragraphs.add(new Paragraph("told", "a connected socket, at its next call"));
        }
        paragraphs.add(new Paragraph(
                connected ? "" : "told",
                "a socket with " + recverr + ", connected or not, at its next call and in its error queue"));
        paragraphs.add(
                new Paragraph("not told", (connected ? "an unconnected" : "any") + " socket without " + recverr));
    }

    /** Describes a call that fails with the errno of this error. */
    public static String ofErrno(IcmpCode error) {
        return "The error belongs to a datagram that was sent before; the call that returns it is not to blame."
                + withoutIcmp(error);
    }

    /** Returns {@code 111 ECONNREFUSED}. */
    public static String errno(IcmpCode error) {
        return error.linux().errnoNumber() + " " + error.linux().errnoName();
    }

    /** Returns the error as an argument of {@code explain}. */
    public static String label(IcmpCode error) {
        return (error.version() == 4 ? "" : "v6:") + error.type() + "/" + error.code();
    }

    /** Returns the local causes of the same errno, without an ICMP error. */
    private static String withoutIcmp(IcmpCode error) {
        Errno errno = error.linux().errno();
        if (errno == null) {
            return "";
        }
        return switch (errno) {
            case ENETUNREACH -> " A send also fails with it where this machine has no route.";
            case EHOSTUNREACH -> " A send also fails with it where this machine has an unreachable route.";
            case EACCES ->
                " A send also fails with it where this machine has a prohibit route, and to a broadcast address without"
                        + " SO_BROADCAST.";
            case EMSGSIZE ->
                " A send also fails with it when the datagram is longer than UDP allows, or than the known path MTU and"
                        + " must not be fragmented.";
            default -> "";
        };
    }
}
