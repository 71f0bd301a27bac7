package dev.udpbounce.decode;

import dev.udpbounce.capture.Frame;

/**
 * Finds the UDP datagrams and the ICMP errors in frames. A frame gives more than one only through tunnels: then the
 * outer packet is delivered first. Not thread-safe; the views that it lends are its own and reused.
 */
public final class Decoder {
    // LINKTYPE_ numbers, https://www.tcpdump.org/linktypes.html
    private static final int NULL = 0;
    private static final int EN10MB = 1;
    private static final int PPP = 9;
    private static final int DLT_RAW_BSD = 12;
    private static final int DLT_RAW_OPENBSD = 14;
    private static final int PPP_HDLC = 50;
    private static final int PPP_ETHER = 51;
    private static final int RAW = 101;
    private static final int C_HDLC = 104;
    private static final int IEEE802_11 = 105;
    private static final int LOOP = 108;
    private static final int LINUX_SLL = 113;
    private static final int IEEE802_11_RADIOTAP = 127;
    private static final int PPP_WITH_DIR = 204;
    private static final int C_HDLC_WITH_DIR = 205;
    private static final int MPLS = 219;
    private static final int IPV4 = 228;
    private static final int IPV6 = 229;
    private static final int LINUX_SLL2 = 276;

    /** Octets that tell whether a frame was sent or received. */
    private static final int DIRECTION = 1;

    private final Walk walk;

    public Decoder() {
        this(false);
    }

    private Decoder(boolean errorsOnly) {
        walk = new Walk(errorsOnly);
    }

    /** A decoder that counts as any other, but delivers ICMP errors alone, and does less for a datagram. */
    public static Decoder errorsOnly() {
        return new Decoder(true);
    }

    /** Delivers what the frame holds before it returns; never throws unless the handler does. */
    public void decode(Frame frame, PacketHandler handler) {
        walk.begin(frame.octets(), handler);
        int at = frame.offset();
        int end = at + frame.capturedLength();
        int linkType = frame.origin().linkType();
        if (linkType == EN10MB) {
            Ethernet.decode(walk, at, end);
        } else {
            decode(linkType, at, end);
        }
    }

    /**
     * The one datagram of a frame that is {@link FirstLook#PLAIN4} or {@link FirstLook#PLAIN6}, lent until the next
     * call.
     */
    public Datagram plain(Frame frame, byte kind) {
        walk.begin(frame.octets(), walk.handler);
        int ip = frame.offset() + Ethernet.HEADER_LENGTH;
        int end = frame.offset() + frame.capturedLength();
        Datagram datagram = walk.datagram;
        datagram.foundBy(walk);
        if (kind == FirstLook.PLAIN4) {
            int claimed = (frame.octets().getShort(ip + 2) & 0xffff) - Ip4.HEADER_LENGTH;
            int at = ip + Ip4.HEADER_LENGTH;
            datagram.readIp4(ip);
            datagram.readUdp(at, Math.min(end, at + claimed), claimed, false);
        } else {
            int claimed = frame.octets().getShort(ip + Ip6.PAYLOAD_LENGTH) & 0xffff;
            int at = ip + Ip6.HEADER_LENGTH;
            datagram.readIp6(ip);
            datagram.readUdp(at, Math.min(end, at + claimed), claimed, false);
        }
        return datagram;
    }

    /** Whether frames of this LINKTYPE_ number can be decoded; others are counted and left alone. */
    public static boolean supports(int linkType) {
        return switch (linkType) {
            case NULL,
                    EN10MB,
                    PPP,
                    DLT_RAW_BSD,
                    DLT_RAW_OPENBSD,
                    PPP_HDLC,
                    PPP_ETHER,
                    RAW,
                    C_HDLC,
                    IEEE802_11,
                    LOOP,
                    LINUX_SLL,
                    IEEE802_11_RADIOTAP,
                    PPP_WITH_DIR,
                    C_HDLC_WITH_DIR,
                    MPLS,
                    IPV4,
                    IPV6,
                    LINUX_SLL2 -> true;
            default -> false;
        };
    }

    /** What was met and handed to nobody, up to now. */
    public DecodeCounts counts() {
        return walk.counts;
    }

    private void decode(int linkType, int at, int end) {
        switch (linkType) {
            case LINUX_SLL -> Cooked.decode(walk, at, end);
            case LINUX_SLL2 -> Cooked.decodeV2(walk, at, end);
            case NULL -> Loopback.decodeNull(walk, at, end);
            case LOOP -> Loopback.decodeLoop(walk, at, end);
            case RAW, DLT_RAW_BSD, DLT_RAW_OPENBSD -> RawIp.decode(walk, at, end);
            case IPV4 -> Ip4.decode(walk, at, end);
            case IPV6 -> Ip6.decode(walk, at, end);
            case PPP, PPP_HDLC -> Ppp.decodeFramed(walk, at, end);
            case PPP_WITH_DIR -> Ppp.decodeFramed(walk, at + DIRECTION, end);
            case C_HDLC -> Ppp.decodeCisco(walk, at, end);
            case C_HDLC_WITH_DIR -> Ppp.decodeCisco(walk, at + DIRECTION, end);
            case MPLS -> Mpls.decode(walk, at, end);
            case PPP_ETHER -> Pppoe.decode(walk, at, end);
            case IEEE802_11 -> Wlan.decode(walk, at, end, false);
            case IEEE802_11_RADIOTAP -> Radiotap.decode(walk, at, end);
            default -> walk.counts.addUnsupported(linkType);
        }
    }
}
