package dev.udpbounce.render;

import dev.udpbounce.correlate.Delivery;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** The rule of {@link Delivery} in words, in lines of at most 80 columns that end in a line feed, or as JSON. */
public final class Explanation {
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

    private static final String NO_LISTENER =
            "Nobody listens on that port, or a firewall says so. Start the service, or check address and port. One"
                    + " datagram is lost; the socket itself is as good as before.";
    private static final String NO_ROUTE =
            "A router on the way has no route. Check the address; if it is right, try again later: routing may recover.";
    private static final String NO_HOST =
            "The last router, or this machine on its own link, finds nobody at that address (ARP, neighbour discovery)."
                    + " The host may be down. The error comes seconds after the datagram.";
    private static final String PROHIBITED =
            "A firewall or router on the way forbids it. Look for the rule at the sender of the error; a retry does not"
                    + " help.";
    private static final String TOO_BIG =
            "Send smaller datagrams: the error holds the MTU of the next hop, and a connected socket can read the path's"
                    + " with IP_MTU (IPV6_MTU).";
    private static final String HOPS =
            "Too many routers: a routing loop, or a small TTL (IP_TTL, IPV6_UNICAST_HOPS). traceroute shows the way.";
    private static final String REASSEMBLY =
            "A fragment was lost on the way, and with it the datagram. Send datagrams that need no fragments.";
    private static final String HEADER =
            "Somebody on the way does not understand the IP header. Send without IP options and extension headers.";

    /** An object a line, whose brackets are written by hand. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .rootValueSeparator(",\n")
            .build();

    private Explanation() {}

    /** Every error that an RFC defines, a line each. */
    public static String everything() {
        return "What Linux tells a UDP socket of an ICMP error (v6: of an ICMPv6 error)\n\n" + table(Delivery.known());
    }

    /** What brings an errno, from the errors that do, all of one errno and at least one of them. */
    public static String ofErrno(List<Delivery> bringing) {
        Delivery first = bringing.get(0);
        StringBuilder text = new StringBuilder("What brings " + errno(first) + " to a UDP socket\n\n")
                .append(table(bringing))
                .append('\n');
        wrap(
                text,
                0,
                "The error belongs to a datagram that was sent before; the call that returns it is not to blame."
                        + withoutIcmp(first));
        return text.append("\nMore on one of them: udpbounce explain " + label(first) + "\n")
                .toString();
    }

    /** What one error says, what becomes of it, and what to do about it. */
    public static String ofError(Delivery error) {
        StringBuilder text = new StringBuilder(error.version() == 4 ? "ICMP" : "ICMPv6")
                .append(" type " + error.type() + " code " + error.code())
                .append(isOfKnownType(error) ? ": " + error.name() : "")
                .append("\n\n");
        paragraph(text, "errno", error.errnoName() == null ? "none" : errno(error));
        String recverr = error.version() == 4 ? "IP_RECVERR" : "IPV6_RECVERR";
        if (!error.tellsRecverr()) {
            paragraph(text, "told", "no socket, whatever its options");
        } else {
            if (error.tellsConnected()) {
                paragraph(text, "told", "a connected socket, at its next call");
            }
            paragraph(
                    text,
                    error.tellsConnected() ? "" : "told",
                    "a socket with " + recverr + ", connected or not, at its next call and in its error queue");
            paragraph(
                    text,
                    "not told",
                    (error.tellsConnected() ? "an unconnected" : "any") + " socket without " + recverr);
        }
        String note = note(error);
        if (note != null) {
            paragraph(text, "but", note);
        }
        paragraph(text, "what to do", advice(error));
        return text.toString();
    }

    /** An array with an object for each error, a line each; the writer is flushed and stays open. */
    public static void writeJson(List<Delivery> errors, Writer out) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeRaw("[\n");
            for (Delivery error : errors) {
                write(error, json);
            }
            json.writeRaw("\n]\n");
        }
    }

    private static void write(Delivery error, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("ip_v", error.version());
        json.writeNumberProperty("icmp_type", error.type());
        json.writeNumberProperty("icmp_code", error.code());
        json.writeStringProperty("name", error.name());
        if (error.errnoName() != null) {
            json.writeNumberProperty("errno", error.errno());
            json.writeStringProperty("errno_name", error.errnoName());
        }
        json.writeBooleanProperty("hard", error.hard());
        json.writeObjectPropertyStart("told");
        json.writeBooleanProperty("connected", error.tellsConnected());
        json.writeBooleanProperty("unconnected", error.tellsUnconnected());
        json.writeBooleanProperty("recverr", error.tellsRecverr());
        json.writeEndObject();
        String note = note(error);
        if (note != null) {
            json.writeStringProperty("note", note);
        }
        json.writeStringProperty("advice", advice(error));
        json.writeEndObject();
    }

    private static String table(List<Delivery> errors) {
        StringBuilder text = new StringBuilder(row("error", "it says", "errno", "connected", "RECVERR"));
        boolean mtu = false;
        for (Delivery error : errors) {
            String condition = error.needsPathMtuDiscovery() ? " (1)" : "";
            mtu |= error.needsPathMtuDiscovery();
            text.append(row(
                    label(error),
                    error.name(),
                    error.errnoName() == null ? "-" : errno(error),
                    error.tellsConnected() ? "told" + condition : "-",
                    error.tellsRecverr() ? "told" + condition : "-"));
        }
        return text.append('\n').append(LEGEND).append(mtu ? MTU_LEGEND : "").toString();
    }

    private static String row(Object... cells) {
        return String.format(Locale.ROOT, "%-9s%-33s %-17s %-10s %s\n", cells);
    }

    /** As {@code explain} takes it. */
    private static String label(Delivery error) {
        return (error.version() == 4 ? "" : "v6:") + error.type() + "/" + error.code();
    }

    private static String errno(Delivery error) {
        return error.errno() + " " + error.errnoName();
    }

    /** Appends words beside a label in the margin. */
    private static void paragraph(StringBuilder text, String label, String words) {
        text.append(label).append(" ".repeat(MARGIN - label.length()));
        wrap(text, MARGIN, words);
    }

    /** Appends words and a line feed, from a column on that every line begins at. */
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

    private static @Nullable String note(Delivery error) {
        if (!error.needsPathMtuDiscovery()) {
            return null;
        }
        return error.version() == 4
                ? "not with path-MTU discovery off: with IP_PMTUDISC_DONT no socket is told"
                : "not with path-MTU discovery off: with IPV6_PMTUDISC_DONT only a socket with IPV6_RECVERR is told,"
                        + " with IPV6_PMTUDISC_INTERFACE or _OMIT none";
    }

    /** What fails a call with the same errno though nothing was sent. */
    private static String withoutIcmp(Delivery error) {
        return switch (String.valueOf(error.errnoName())) {
            case "ENETUNREACH" -> " A send also fails with it where this machine has no route.";
            case "EHOSTUNREACH" -> " A send also fails with it where this machine has an unreachable route.";
            case "EACCES" ->
                " A send also fails with it where this machine has a prohibit route, and to a broadcast address without"
                        + " SO_BROADCAST.";
            case "EMSGSIZE" ->
                " A send also fails with it when the datagram is longer than UDP allows, or than the known path MTU and"
                        + " must not be fragmented.";
            default -> "";
        };
    }

    private static String advice(Delivery error) {
        return error.version() == 4 ? advice4(error) : advice6(error);
    }

    private static String advice4(Delivery error) {
        return switch (error.type() << 8 | error.code()) {
            case 0x300, 0x30b -> NO_ROUTE;
            case 0x301, 0x30c -> NO_HOST;
            case 0x302 -> "The host takes no UDP at all. Check the address.";
            case 0x303 -> NO_LISTENER;
            case 0x304 -> TOO_BIG;
            case 0x305 -> "Send without the IP source route option; most routers refuse it.";
            case 0x306, 0x307 -> "The router knows that there is no such destination. Check the address.";
            case 0x308 -> "Obsolete, no router should send it. Look at who does.";
            case 0x309, 0x30a, 0x30d -> PROHIBITED;
            case 0x30e, 0x30f -> "A router wants another precedence (IP_TOS) than the datagram has.";
            case 0x400 -> "Obsolete (RFC 6633). The datagram may have arrived; ignore the error.";
            case 0x500, 0x501, 0x502, 0x503 ->
                "Nothing: the datagram was forwarded. The sender's IP layer learns of a better gateway.";
            case 0xb00 -> HOPS;
            case 0xb01 -> REASSEMBLY;
            case 0xc00, 0xc01, 0xc02 -> HEADER;
            default -> undefined(error);
        };
    }

    private static String advice6(Delivery error) {
        return switch (error.type() << 8 | error.code()) {
            case 0x100 -> NO_ROUTE;
            case 0x101 -> PROHIBITED;
            case 0x102 ->
                "The source address, often a link-local one, means nothing where the destination is. Bind the socket to"
                        + " a global address.";
            case 0x103 -> NO_HOST;
            case 0x104 -> NO_LISTENER;
            case 0x105 ->
                "A router does not take datagrams from this source address. Bind the socket to the address that belongs"
                        + " to the outgoing interface.";
            case 0x106 -> "A router has a reject route for the destination. Ask who runs it; a retry does not help.";
            case 0x107 -> "Send without the routing header.";
            case 0x200 -> TOO_BIG;
            case 0x300 -> HOPS;
            case 0x301 -> REASSEMBLY;
            case 0x8900 -> "Nothing: the datagram was forwarded. The sender's IP layer learns of a better next hop.";
            default -> error.type() == 4 || (error.type() == 1 && error.code() == 8) ? HEADER : undefined(error);
        };
    }

    private static String undefined(Delivery error) {
        return "No RFC that is known here defines this "
                + (isOfKnownType(error) ? "code." : "type as an error.")
                + " Look at who sends it.";
    }

    private static boolean isOfKnownType(Delivery error) {
        return Delivery.known().stream()
                .anyMatch(known -> known.version() == error.version() && known.type() == error.type());
    }
}
