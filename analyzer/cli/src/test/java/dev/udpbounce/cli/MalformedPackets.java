// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import static dev.udpbounce.cli.MalformedCase.OTHER;
import static dev.udpbounce.cli.MalformedCase.SEND;
import static dev.udpbounce.cli.MalformedCase.START_NS;
import static dev.udpbounce.cli.MalformedCase.bounce;
import static dev.udpbounce.cli.MalformedCase.counts;
import static dev.udpbounce.cli.MalformedCase.cut;
import static dev.udpbounce.cli.MalformedCase.join;
import static dev.udpbounce.cli.MalformedCase.odd;

import dev.udpbounce.fixtures.Extensions;
import dev.udpbounce.fixtures.IcmpForge;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Malformed packets in valid files. A packet that cannot be decoded is counted, and is not damage of the file. */
final class MalformedPackets {
    private static final int ANY_LENGTH = 1 << 16;
    private static final int IP4 = 20;
    private static final int UDP = 8;
    private static final int PAYLOAD = 12;

    private final List<MalformedCase> cases = new ArrayList<>();

    private MalformedPackets() {}

    static List<MalformedCase> all() {
        MalformedPackets packets = new MalformedPackets();
        packets.nesting();
        packets.extensionHeaders();
        packets.ip4Header();
        packets.udpLengths();
        packets.fragments();
        packets.errorsAboutErrors();
        packets.cutQuotes();
        packets.extensionStructures();
        packets.links();
        packets.tunnels();
        return packets.cases;
    }

    private static UdpForge datagram4() {
        return Packets.udp4("192.0.2.1", 45117, "198.51.100.9", 1062).payload("123456789abc");
    }

    private static UdpForge datagram6() {
        return Packets.udp6("2001:db8::1", 45117, "2001:db8::9", 1062).payload("123456789abc");
    }

    private static byte[] file(List<byte[]> frames) {
        PcapForge pcap = bounce(PcapForge.micros());
        for (byte[] frame : frames) {
            pcap.record(START_NS + 1_000_000, frame);
        }
        return pcap.bytes();
    }

    /** Returns a file with a bounce, then the frame with its own link type. */
    private static byte[] file(int linkType, byte[] frame) {
        long micros = START_NS / 1_000;
        return PcapngForge.littleEndian()
                .iface(LinkType.EN10MB, 0)
                .iface(linkType, 0)
                .enhanced(0, micros, MalformedCase.SENT)
                .enhanced(0, micros + 13, MalformedCase.BOUNCED)
                .enhanced(1, micros + 1_000, frame)
                .enhanced(0, micros + 1_001, OTHER)
                .bytes();
    }

    /** Adds a case with one more frame, which contains this number of datagrams and errors. */
    private void add(String family, Object variant, byte[] frame, int sends, int errors, String... told) {
        cases.add(odd(family, variant, file(List.of(frame, OTHER)), counts(4, 2 + sends, 1 + errors), malformed(told)));
    }

    private void addLink(String family, Object variant, int linkType, byte[] frame, int sends, String... told) {
        cases.add(odd(family, variant, file(linkType, frame), counts(4, 2 + sends, 1), malformed(told)));
    }

    /** Returns the messages, each of the form {@code reason: count}. */
    private static String[] malformed(String... reasons) {
        return Arrays.stream(reasons).map(reason -> "malformed: " + reason).toArray(String[]::new);
    }

    private void nesting() {
        for (int tags : new int[] {17, 200}) {
            Links.Tag[] all = Collections.nCopies(tags, Links.Tag.dot1q(7)).toArray(Links.Tag[]::new);
            add("200 VLAN tags", tags, Links.ethernet(datagram4(), all), 0, 0, "too_many_layers: 1");
        }
        for (int tunnels : new int[] {17, 100}) {
            Packet ip4 = datagram4();
            Packet ip6 = datagram6();
            Packet gre = datagram4();
            Packet vxlan = datagram4();
            for (int i = 0; i < tunnels; i++) {
                ip4 = Packets.ip4("203.0.113.1", "203.0.113.2", 4).payload(ip4.bytes());
                ip6 = Packets.ip6("2001:db8:f::1", "2001:db8:f::2", 41).payload(ip6.bytes());
                gre = Packets.ip4("203.0.113.1", "203.0.113.2", 47).payload(join(new byte[] {0, 0, 8, 0}, gre.bytes()));
                vxlan = Packets.udp4("203.0.113.1", 50000, "203.0.113.2", 4789)
                        .payload(join(new byte[] {8, 0, 0, 0, 0, 0, 1, 0}, Links.ethernet(vxlan)));
            }
            String family = "100 nested tunnels";
            add(family, tunnels + " × IPv4 in IPv4", ip4.ethernet(), 0, 0, "too_many_layers: 1");
            add(family, tunnels + " × IPv6 in IPv6", ip6.ethernet(), 0, 0, "too_many_layers: 1");
            add(family, tunnels + " × GRE", gre.ethernet(), 0, 0, "too_many_layers: 1");
            // Each of the tunnels is a datagram too: sixteen inside the outermost one.
            add(family, tunnels + " × VXLAN", vxlan.ethernet(), 17, 0, "too_many_layers: 1");
        }
        byte[] labels = new byte[800]; // 200 of them, and no bottom of the stack
        add("MPLS labels without a bottom", 200, ethernet(0x8847, labels), 0, 0, "too_many_layers: 1");
        add("MPLS labels without a bottom", 2, ethernet(0x8847, new byte[8]), 0, 0, "link_truncated: 1");
    }

    private static byte[] ethernet(int type, byte[] body) {
        return Links.ethernet(new byte[6], new byte[6], type, () -> body);
    }

    private void extensionHeaders() {
        String family = "IPv6 extension headers without end";
        for (int type : new int[] {0, 43, 60, 135, 139, 140}) {
            UdpForge packet = datagram6();
            for (int i = 0; i < 100; i++) {
                packet.rawExtension(type, new byte[7]);
            }
            add(family, "100 × " + type, packet.ethernet(), 0, 0, "too_many_layers: 1");
        }
        UdpForge fragments = datagram6();
        UdpForge authentication = datagram6();
        for (int i = 0; i < 100; i++) {
            fragments.fragmentHeader(0, false, 7);
            authentication.rawExtension(51, new byte[7]);
        }
        add(family, "100 × 44", fragments.ethernet(), 0, 0, "too_many_layers: 1");
        add(family, "100 × 51", authentication.ethernet(), 0, 0, "too_many_layers: 1");
        byte[] longer = new byte[7];
        longer[0] = (byte) 0xff;
        add(
                "IPv6 extension header longer than the packet",
                255,
                datagram6().rawExtension(60, longer).ethernet(),
                0,
                0,
                "ipv6_extension_truncated: 1");
        byte[] packet = datagram6().hopByHop(new byte[6]).ethernet();
        for (int length = 14 + 40; length < 14 + 48; length++) {
            add(
                    "IPv6 extension header cut at every octet",
                    length - 54,
                    cut(packet, length),
                    0,
                    0,
                    "ipv6_extension_truncated: 1");
        }
        byte[] bare = datagram6().ethernet();
        for (int length = 14; length < 14 + 40; length++) {
            add("IP header cut at every octet", "IPv6, " + (length - 14), cut(bare, length), 0, 0, "ip_truncated: 1");
        }
    }

    private void ip4Header() {
        for (int words = 0; words < 16; words++) {
            byte[] frame = datagram4().ihl(words).ethernet();
            int udp = IP4 + UDP + PAYLOAD - 4 * words;
            if (words < 5) {
                add("IHL 0 to 15", words, frame, 0, 0, "bad_ihl: 1");
            } else if (words == 5) {
                add("IHL 0 to 15", words, frame, 1, 0);
            } else if (udp >= UDP) {
                // The payload is then read as ports and length; the length, 0x..., is beyond the packet.
                add("IHL 0 to 15", words, frame, 1, 0, "bad_udp_length: 1");
            } else if (udp >= 0) {
                add("IHL 0 to 15", words, frame, udp >= 4 ? 1 : 0, 0, "udp_truncated: 1");
            } else {
                add("IHL 0 to 15", words, frame, 0, 0, "ip_truncated: 1");
            }
        }
        byte[] bare = datagram4().ethernet();
        for (int length = 14; length < 14 + IP4; length++) {
            add("IP header cut at every octet", "IPv4, " + (length - 14), cut(bare, length), 0, 0, "ip_truncated: 1");
        }
        for (int version : new int[] {0, 5, 6, 15}) {
            byte[] frame = ethernet(0x0800, datagram4().version(version).bytes());
            add("IP version that is not the announced one", version, frame, 0, 0, "bad_ip_version: 1");
        }
    }

    /** All total lengths with the correct UDP length, then all UDP lengths in packets of some total lengths. */
    private void udpLengths() {
        cases.add(odd(
                "IPv4 total length 0 to 65535",
                "UDP length 20, 12 octets of payload",
                () -> everyLength(14 + 2, datagram4().ethernet()),
                // Total lengths of 20 to 23 leave less than the 4 octets of the ports, so that no datagram is
                // delivered.
                counts(2 + ANY_LENGTH, 1 + ANY_LENGTH - 4, 1),
                malformed("bad_ip_length: 19", "bad_udp_length: 12", "udp_truncated: 8")));
        for (int total : new int[] {0, 20, 24, 27, 28, 29, 39, 40, 41, 576, 1500, 65535}) {
            cases.add(udpLengthsIn(total));
        }
        for (int payload : new int[] {1, 4, 7, 8, 9, 20, 21, 65535}) {
            cases.add(udpLengthsIn6(payload));
        }
        byte[] frame = datagram4().ethernet();
        for (int length = 0; length < UDP; length++) {
            add(
                    "UDP header cut at every octet",
                    length,
                    cut(frame, 14 + IP4 + length),
                    length < 4 ? 0 : 1,
                    0,
                    "udp_truncated: 1");
        }
    }

    private static MalformedCase udpLengthsIn(int total) {
        // A total length of 0, as before segmentation, means the octets present; a UDP length of 0 is then valid too.
        int claimed = total == 0 ? ANY_LENGTH : total - IP4;
        return udpLengthsWithin(
                "IPv4 total length " + total, claimed, datagram4().totalLength(total), 14 + IP4 + 4);
    }

    private static MalformedCase udpLengthsIn6(int payload) {
        return udpLengthsWithin(
                "IPv6 payload length " + payload, payload, datagram6().payloadLength(payload), 14 + 40 + 4);
    }

    private static MalformedCase udpLengthsWithin(String variant, int claimed, Packet packet, int at) {
        int sends = claimed < 4 ? 0 : ANY_LENGTH;
        String[] told;
        if (claimed < UDP) {
            told = malformed("udp_truncated: " + ANY_LENGTH);
        } else if (claimed == ANY_LENGTH) {
            told = malformed("bad_udp_length: " + (UDP - 1));
        } else {
            // Shorter than the header, or longer than the IP header allows
            told = malformed("bad_udp_length: " + (UDP + ANY_LENGTH - 1 - claimed));
        }
        return odd(
                "UDP length 0 to 65535 in every kind of IP length",
                variant,
                () -> everyLength(at, packet.ethernet()),
                counts(2 + ANY_LENGTH, 1 + sends, 1),
                told);
    }

    /** Returns a file with 65 536 versions of a frame, one for every value of the 16 bits at an index. */
    private static byte[] everyLength(int at, byte[] frame) {
        byte[] head = bounce(PcapForge.micros()).bytes();
        byte[] record = PcapForge.micros().record(START_NS + 1_000_000, frame).bytes();
        int recordLength = record.length - 24;
        ByteBuffer file = ByteBuffer.allocate(head.length + ANY_LENGTH * recordLength);
        file.put(head);
        for (int value = 0; value < ANY_LENGTH; value++) {
            int start = file.position();
            file.put(record, 24, recordLength);
            file.putShort(start + 16 + at, (short) value);
        }
        return file.array();
    }

    private void fragments() {
        byte[] upper = new byte[1480];
        Packet oversize =
                Packets.ip4("192.0.2.1", "198.51.100.9", 17).payload(upper).fragmentOffset(65_528);
        add("fragment beyond 64 KiB", 65_528, oversize.ethernet(), 0, 0);
        UdpForge first = datagram4().mf();
        add("first fragment alone", "IPv4", first.ethernet(), 1, 0);
        add(
                "first fragment alone",
                "IPv6",
                datagram6().fragmentHeader(0, true, 7).ethernet(),
                1,
                0);
        Packet overlapping = Packets.ip4("192.0.2.1", "198.51.100.9", 17)
                .payload(new byte[24])
                .fragmentOffset(8);
        cases.add(odd(
                "fragment that overlaps the first",
                8,
                file(List.of(first.ethernet(), overlapping.ethernet(), OTHER)),
                counts(5, 3, 1)));
        add("fragment of a fragment", "IPv6", nestedFragment().ethernet(), 0, 0);
    }

    private static UdpForge nestedFragment() {
        return datagram6().fragmentHeader(0, true, 7).fragmentHeader(8, false, 8);
    }

    private void errorsAboutErrors() {
        IcmpForge error4 = Packets.portUnreachable(SEND);
        IcmpForge error6 = Packets.portUnreachable(datagram6());
        for (int depth = 1; depth <= 8; depth++) {
            error4 = Packets.error("203.0.113.7", error4, 11, 0);
            error6 = Packets.error("2001:db8::8", error6, 3, 0);
            add("ICMP error that quotes an ICMP error", "IPv4, " + depth, error4.ethernet(), 0, 0);
            add("ICMP error that quotes an ICMP error", "IPv6, " + depth, error6.ethernet(), 0, 0);
        }
        byte[] message = Packets.portUnreachable(SEND).ethernet();
        for (int length = 0; length < 8; length++) {
            add("ICMP header cut at every octet", length, cut(message, 14 + IP4 + length), 0, 0, "icmp_truncated: 1");
        }
    }

    private void cutQuotes() {
        int quote4 = IP4 + UDP + PAYLOAD;
        for (int octets = 0; octets <= quote4; octets++) {
            byte[] frame = Packets.icmp4("198.51.100.7", "192.0.2.1", 3, 3)
                    .quote(SEND, octets)
                    .ethernet();
            addQuote("quote cut at every octet, IPv4", octets, frame, octets >= IP4);
        }
        UdpForge send6 = datagram6();
        for (int octets = 0; octets <= 40 + UDP + PAYLOAD; octets++) {
            byte[] frame = Packets.icmp6("2001:db8::9", "2001:db8::1", 1, 4)
                    .quote(send6, octets)
                    .ethernet();
            addQuote("quote cut at every octet, IPv6", octets, frame, octets >= 40);
        }
        for (int words = 0; words < 16; words++) {
            byte[] frame = Packets.icmp4("198.51.100.7", "192.0.2.1", 3, 3)
                    .quote(datagram4().ihl(words))
                    .ethernet();
            if (words < 5) {
                add("quoted IHL 0 to 15", words, frame, 0, 0, "bad_quote: 1");
            } else {
                add("quoted IHL 0 to 15", words, frame, 0, 1);
            }
        }
    }

    private void addQuote(String family, int octets, byte[] frame, boolean addresses) {
        if (addresses) {
            add(family, octets, frame, 0, 1);
        } else {
            add(family, octets, frame, 0, 0, "quote_truncated: 1");
        }
    }

    private void extensionStructures() {
        UdpForge large = datagram4().payloadOfSize(200);
        UdpForge large6 = datagram6().payloadOfSize(200);
        for (int words = 0; words < 256; words++) {
            add(
                    "RFC 4884 length 0 to 255",
                    "IPv4, " + words,
                    Packets.icmp4("203.0.113.7", "192.0.2.1", 11, 0)
                            .quote(large, 128)
                            .extensions(Extensions.mpls(1, 2, 3))
                            .quoteLengthField(words)
                            .ethernet(),
                    0,
                    1);
            add(
                    "RFC 4884 length 0 to 255",
                    "IPv6, " + words,
                    Packets.icmp6("2001:db8::8", "2001:db8::1", 3, 0)
                            .quote(large6, 128)
                            .extensions(Extensions.mpls(1, 2, 3))
                            .quoteLengthField(words)
                            .ethernet(),
                    0,
                    1);
        }
        for (int length : new int[] {0, 1, 3, 5, 255, 65535}) {
            add(
                    "RFC 4884 object whose length lies",
                    length,
                    Packets.icmp4("203.0.113.7", "192.0.2.1", 11, 0)
                            .quote(large, 128)
                            .extensions(Extensions.none().lyingObject(length, 1, 1, new byte[4]))
                            .ethernet(),
                    0,
                    1);
        }
        for (int version : new int[] {0, 1, 3, 15}) {
            add(
                    "RFC 4884 version other than 2",
                    version,
                    Packets.icmp4("203.0.113.7", "192.0.2.1", 11, 0)
                            .quote(large, 128)
                            .extensions(Extensions.mpls(1, 2, 3).version(version))
                            .ethernet(),
                    0,
                    1);
        }
    }

    private void links() {
        byte[] frame = datagram4().ethernet();
        for (int length = 0; length < 14; length++) {
            add("link header cut at every octet", "Ethernet, " + length, cut(frame, length), 0, 0, "link_truncated: 1");
        }
        byte[] cooked = datagram4().sll();
        for (int length = 0; length < 16; length++) {
            addLink(
                    "link header cut at every octet",
                    "SLL, " + length,
                    LinkType.LINUX_SLL,
                    cut(cooked, length),
                    0,
                    "link_truncated: 1");
        }
        byte[] cooked2 = datagram4().sll2();
        for (int length = 0; length < 20; length++) {
            addLink(
                    "link header cut at every octet",
                    "SLL2, " + length,
                    LinkType.LINUX_SLL2,
                    cut(cooked2, length),
                    0,
                    "link_truncated: 1");
        }
        int radiotap = 127;
        for (int length : new int[] {0, 7, 9, 65535}) {
            byte[] lie = {0, 0, (byte) length, (byte) (length >> 8), 0, 0, 0, 0};
            addLink("radiotap length that lies", length, radiotap, lie, 0, "link_truncated: 1");
        }
        byte[] endless = new byte[64];
        Arrays.fill(endless, (byte) 0xff);
        endless[0] = 0;
        endless[2] = 64;
        endless[3] = 0;
        addLink("radiotap present words without end", 15, radiotap, endless, 0, "link_truncated: 1");
        byte[] inside = datagram4().bytes();
        for (int length : new int[] {0, 1, 10, 41, 65535}) {
            byte[] session = join(new byte[] {0x11, 0, 0, 1, (byte) (length >> 8), (byte) length, 0, 0x21}, inside);
            if (length > 41) {
                add("PPPoE length that lies", length, ethernet(0x8864, session), 1, 0);
            } else if (length > 40) {
                // One octet shorter than the datagram, as if cut by the capture
                add("PPPoE length that lies", length, ethernet(0x8864, session), 1, 0);
            } else {
                String told = length < 2 ? "link_truncated: 1" : "ip_truncated: 1";
                add("PPPoE length that lies", length, ethernet(0x8864, session), 0, 0, told);
            }
        }
    }

    private void tunnels() {
        for (int options : new int[] {12, 63}) {
            byte[] geneve = join(
                    new byte[] {(byte) options, 0, 8, 0, 0, 0, 1, 0},
                    datagram4().bytes());
            Packet outer =
                    Packets.udp4("203.0.113.1", 50000, "203.0.113.2", 6081).payload(geneve);
            add("Geneve options longer than the packet", options, outer.ethernet(), 1, 0);
        }
        byte[] gre = {(byte) 0xb0, 0, 8, 0, 1, 2, 3, 4};
        for (int length = 0; length < gre.length; length++) {
            Packet outer = Packets.ip4("203.0.113.1", "203.0.113.2", 47).payload(cut(gre, length));
            add("GRE header cut at every octet", length, outer.ethernet(), 0, 0, "tunnel_truncated: 1");
        }
        byte[] inner = datagram4().bytes();
        for (int length = 0; length < IP4; length++) {
            Packet outer = Packets.ip4("203.0.113.1", "203.0.113.2", 4).payload(cut(inner, length));
            add("inner IP header cut at every octet", length, outer.ethernet(), 0, 0, "ip_truncated: 1");
        }
        byte[] gtp = {0x34, (byte) 255, 0, 40, 0, 0, 0, 1, 0, 0, 0, (byte) 0xc0, 0, 0, 0, 0};
        Packet loop = Packets.udp4("203.0.113.1", 50000, "203.0.113.2", 2152).payload(gtp);
        add("GTP extension header of length 0", 1, loop.ethernet(), 1, 0);
    }
}
