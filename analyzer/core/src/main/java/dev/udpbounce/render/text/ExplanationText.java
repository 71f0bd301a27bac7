// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.words.ExplanationWords;
import dev.udpbounce.render.words.ExplanationWords.Paragraph;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rule of {@link IcmpTable} as text, in lines of at most 80 columns that end in a line feed. */
public final class ExplanationText {
    private static final int COLUMNS = 80;
    private static final int MARGIN = 12;

    private static final String LEGEND = """
            connected  a connected socket, at its next call, whichever that is
            RECVERR    a socket with IP_RECVERR (v6: IPV6_RECVERR), connected or not, at its
                       next call and in its error queue
            An unconnected socket without that option is told of nothing.
            """;
    private static final String MTU_LEGEND =
            "(1) with path-MTU discovery on, as it is unless the program says otherwise\n";

    private ExplanationText() {}

    /** Returns a list of all errors that an RFC defines, one per line. */
    public static String everything() {
        return "What Linux tells a UDP socket of an ICMP error (v6: of an ICMPv6 error)\n\n" + table(IcmpTable.known());
    }

    /** Returns the causes of an errno, from the errors that cause it: all with the same errno, and at least one. */
    public static String ofErrno(List<IcmpCode> bringing) {
        IcmpCode first = bringing.get(0);
        StringBuilder text = new StringBuilder("What brings " + ExplanationWords.errno(first) + " to a UDP socket\n\n")
                .append(table(bringing))
                .append('\n');
        wrap(text, 0, ExplanationWords.ofErrno(first));
        return text.append("\nMore on one of them: udpbounce explain " + ExplanationWords.label(first) + "\n")
                .toString();
    }

    /** Returns the meaning of an error, its effect, and what to do about it. */
    public static String ofError(IcmpCode error) {
        StringBuilder text = new StringBuilder(ExplanationWords.title(error)).append("\n\n");
        for (Paragraph paragraph : ExplanationWords.of(error)) {
            text.append(paragraph.label())
                    .append(" ".repeat(MARGIN - paragraph.label().length()));
            wrap(text, MARGIN, paragraph.words());
        }
        return text.toString();
    }

    /** Returns {@link #ofError} of each error, with an empty line in between. */
    public static String ofErrors(List<IcmpCode> errors) {
        return errors.stream().map(ExplanationText::ofError).collect(Collectors.joining("\n"));
    }

    private static String table(List<IcmpCode> errors) {
        StringBuilder text = new StringBuilder(row("error", "it says", "errno", "connected", "RECVERR"));
        boolean mtu = false;
        for (IcmpCode error : errors) {
            String condition = error.linux().needsPathMtuDiscovery() ? " (1)" : "";
            mtu |= error.linux().needsPathMtuDiscovery();
            text.append(row(
                    ExplanationWords.label(error),
                    error.name(),
                    error.linux().errnoName() == null ? "-" : ExplanationWords.errno(error),
                    error.linux().tellsConnected() ? "told" + condition : "-",
                    error.linux().tellsRecverr() ? "told" + condition : "-"));
        }
        return text.append('\n').append(LEGEND).append(mtu ? MTU_LEGEND : "").toString();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-9s%-33s %-17s %-10s %s\n", cells);
    }

    /** Appends words and a line feed; every line begins at the given column. */
    private static void wrap(StringBuilder text, int margin, String words) {
        int column = margin;
        for (String word : words.split(" ", -1)) {
            if (column > margin && column + 1 + word.length() > COLUMNS) {
                text.append('\n').append(" ".repeat(margin));
                column = margin;
            }
            if (column > margin) {
                text.append(' ');
                column++;
            }
            text.append(word);
            column += word.length();
        }
        text.append('\n');
    }
}
