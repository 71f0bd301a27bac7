// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import dev.udpbounce.fixtures.Captures;
import dev.udpbounce.fixtures.Extensions;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Links;
import dev.udpbounce.fixtures.Links.Tag;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import dev.udpbounce.fixtures.PcapngForge;
import dev.udpbounce.fixtures.UdpForge;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.compressors.CompressorOutputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/** The sound captures that are broken: the cases of the fixtures, and forged ones of links and tunnels. */
final class Corpus {
    private static final int SHORT = 1200;
    private static final long TIME_NS = 1_700_000_000_000_000_000L;
    private static final byte[] SNAP = {(byte) 0xaa, (byte) 0xaa, 3, 0, 0, 0, 8, 0};

    private Corpus() {}

    /** All of them, the long ones shortened. */
    static List<Seed> plain() {
        List<Seed> seeds = new ArrayList<>();
        for (Path folder : Captures.all()) {
            String name = folder.getFileName().toString();
            seeds.add(Seed.of(name, read(Captures.file(name))).shortened(SHORT));
        }
        seeds.addAll(forged());
        return seeds;
    }

    /** One of each compressed format. */
    static List<Seed> compressed() {
        byte[] capture = read(Captures.file("several-sends"));
        return List.of(
                Seed.of("gz", compress(CompressorStreamFactory.GZIP, capture)),
                Seed.of("bz2", compress(CompressorStreamFactory.BZIP2, capture)),
                Seed.of("lz4", compress(CompressorStreamFactory.LZ4_FRAMED, capture)),
                Seed.of("xz", compress(CompressorStreamFactory.XZ, capture)));
    }

    private static List<Seed> forged() {
        UdpForge udp4 = Packets.udp4("192.0.2.1", 45117, "198.51.100.7", 1060)
                .id(1043)
                .ttl(63)
                .payload("123456789abc");
        UdpForge udp6 = Packets.udp6("2001:db8::1", 45117, "2001:db8::7", 1060)
                .flowLabel(0xabcde)
                .payload("123456789abc");
        Packet error4 = Packets.portUnreachable(udp4);
        Packet error6 = Packets.portUnreachable(udp6);
        Packet chain6 = Packets.udp6("2001:db8::1", 1, "2001:db8::7", 2)
                .hopByHop(new byte[6])
                .fragmentHeader(0, true, 7)
                .payload("in a fragment");
        Packet extended = Packets.icmp4("192.0.2.9", "192.0.2.1", 11, 0)
                .quote(udp4)
                .extensions(Extensions.mpls(16050, 0, 64).object(2, 15, new byte[12]));
        Packet extended6 =
                Packets.icmp6("2001:db8::9", "2001:db8::1", 3, 0).quote(udp6).extensions(Extensions.mpls(16050, 0, 64));
        Packet tooBig = Packets.icmp6("2001:db8::9", "2001:db8::1", 2, 0).quote(udp6);
        Packet nested = Packets.icmp4("198.51.100.9", "192.0.2.1", 3, 3).quote(error4);
        Packet gre = Packets.ip4("192.0.2.1", "192.0.2.2", 47)
                .payload(octets(0xb0, 0, 0x65, 0x58, new byte[12], udp4.ethernet()));
        Packet ipip = Packets.ip4("192.0.2.1", "192.0.2.2", 4).payload(error4.bytes());
        Packet sixInFour = Packets.ip4("192.0.2.1", "192.0.2.2", 41).payload(error6.bytes());
        Packet vxlan = tunnel(4789, 8, new byte[7], error4.vlan(7));
        Packet geneve = tunnel(6081, 1, 0, 8, 0, new byte[8], gre.bytes());
        UdpForge gtp = tunnel(2152, 0x34, 255, 0, 100, new byte[4], 0, 0, 0, 0x85, 1, 0, 0, 0, udp4.bytes());
        Packet teredo = tunnel(
                3544,
                0,
                0,
                new byte[6],
                Packets.udp6("2001::1", 1, "2001::2", 2).payloadOfSize(9).bytes());
        return List.of(
                pcap("ethernet", LinkType.EN10MB, udp4.ethernet(), error4.ethernet(), nested.ethernet()),
                pcap("vlan", LinkType.EN10MB, Links.ethernet(udp4, Tag.dot1ad(3), Tag.dot1q(4)), error4.vlan(5)),
                pcap("raw", LinkType.RAW, udp4, extended, udp6, extended6, tooBig, chain6),
                pcap("tunnels", LinkType.RAW, udp4, udp6, gre, ipip, sixInFour, error4),
                pcap("udp-tunnels", LinkType.RAW, udp4, vxlan, geneve, gtp, teredo, Packets.portUnreachable(gtp)),
                pcap("sll", LinkType.LINUX_SLL, udp4.sll(), error4.sll(), vxlan.sll()),
                pcap("sll2", LinkType.LINUX_SLL2, udp4.sll2(), error4.sll2(), geneve.sll2()),
                pcap("loop", LinkType.LOOP, udp4.loop(), error4.loop(), udp6.loop(), error6.loop()),
                pcap("ppp", 9, octets(0xff, 3, 0, 0x21, udp4.bytes()), octets(0xff, 3, 0, 0x21, error4.bytes())),
                pcap(
                        "c-hdlc",
                        104,
                        octets(0x0f, 0, 8, 0, udp4.bytes()),
                        octets(0x0f, 0, 0x88, 0x47, 0, 0, 1, 64, error4.bytes())),
                pcap("pppoe", 51, octets(0x11, 0, 0, 1, 0, 100, 0, 0x57, error6.bytes())),
                pcap("wlan", 105, octets(0x88, 3, new byte[30], SNAP, udp4.bytes())),
                pcap(
                        "radiotap",
                        127,
                        octets(0, 0, 17, 0, 3, 0, 0, 0, new byte[9], 8, 1, new byte[22], SNAP, udp4.bytes())),
                pcapng(udp4, error4, udp6, error6));
    }

    private static UdpForge tunnel(int port, Object... parts) {
        return Packets.udp4("203.0.113.1", 50000, "203.0.113.2", port).payload(octets(parts));
    }

    private static Seed pcap(String name, int linkType, Object... frames) {
        PcapForge capture = PcapForge.micros().linkType(linkType);
        long timeNs = TIME_NS;
        for (Object frame : frames) {
            capture.record(timeNs += 1_000_000, frame instanceof Packet packet ? packet.bytes() : (byte[]) frame);
        }
        return Seed.of("forged " + name, capture.bytes());
    }

    private static Seed pcapng(Packet... packets) {
        PcapngForge capture = PcapngForge.bigEndian()
                .iface(LinkType.RAW, 0, PcapngForge.Option.ifName("e\u001b[2Jth0"), PcapngForge.Option.comment("=1+1"))
                .iface(LinkType.RAW, 128, PcapngForge.Option.ticksPerSecondPowerOf2(20));
        for (int i = 0; i < packets.length; i++) {
            capture.enhanced(i % 2, TIME_NS / 1_000 + i, packets[i].bytes(), PcapngForge.Option.comment("\u202e"));
        }
        return Seed.of("forged pcapng", capture.statistics(0, TIME_NS / 1_000).bytes());
    }

    private static byte[] octets(Object... parts) {
        ByteArrayOutputStream row = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer number) {
                row.write(number);
            } else {
                row.writeBytes((byte[]) part);
            }
        }
        return row.toByteArray();
    }

    private static byte[] compress(String format, byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (CompressorOutputStream<?> out =
                new CompressorStreamFactory().createCompressorOutputStream(format, compressed)) {
            out.write(content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return compressed.toByteArray();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
