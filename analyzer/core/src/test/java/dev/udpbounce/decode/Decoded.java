// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a decoder delivers, copied out of its views. A copy that it makes of an error must say the same. */
final class Decoded implements PacketHandler {
    /** Octets before the frame. The frame ends at the end of its buffer, so that an index beyond it throws. */
    private static final int OFFSET = 3;

    final List<Sent> datagrams = new ArrayList<>();
    final List<Bounced> errors = new ArrayList<>();
    private final Decoder decoder;
    private final Frame view = new Frame();

    /** A {@link Datagram}; the payload present, in hexadecimal digits. */
    record Sent(
            int version,
            String source,
            int sourcePort,
            String destination,
            int destinationPort,
            int ipId,
            int ttl,
            int flowLabel,
            boolean lengthImplied,
            int udpLength,
            boolean udpLengthImplied,
            int checksum,
            int payloadLength,
            String payload,
            boolean fragment,
            int vlan,
            int packetType,
            int depth) {
        int payloadPresent() {
            return payload.length() / 2;
        }
    }

    /** An {@link IcmpError}. */
    record Bounced(
            int version,
            String source,
            String destination,
            int type,
            int code,
            int ipId,
            int mtu,
            Sent quote,
            boolean quoteTruncated,
            List<Extension> extensions,
            boolean hasExtensions,
            int vlan,
            int packetType,
            int depth) {}

    private Decoded(Decoder decoder) {
        this.decoder = decoder;
    }

    static Decoded ethernet(Packet packet) {
        return frame(LinkType.EN10MB, packet.ethernet());
    }

    /** Decodes the frame. An errors-only decoder must agree except for the datagrams. */
    static Decoded frame(int linkType, byte[] frame) {
        Decoded all = new Decoded(new Decoder()).then(linkType, frame);
        Decoded errorsOnly = new Decoded(Decoder.errorsOnly()).then(linkType, frame);
        assertThat(errorsOnly.datagrams).isEmpty();
        assertThat(errorsOnly.errors).isEqualTo(all.errors);
        assertThat(errorsOnly.tally()).isEqualTo(all.tally());
        return all;
    }

    /** Decodes another frame with the same decoder. */
    Decoded then(int linkType, byte[] frame) {
        ByteBuffer octets = ByteBuffer.allocate(OFFSET + frame.length).put(OFFSET, frame);
        view.wrap(octets, OFFSET, frame.length, frame.length, 0, 1, new Origin(0, null, null, linkType, 0, 6));
        decoder.decode(view, this);
        return this;
    }

    DecodeCounts counts() {
        return decoder.counts();
    }

    /** All counts above 0 on one line. */
    String tally() {
        DecodeCounts counts = counts();
        StringBuilder tally = new StringBuilder();
        counts.malformed().forEach((reason, count) -> tally.append(reason + "=" + count + " "));
        counts.unsupportedLinkTypes().forEach((type, count) -> tally.append("link type " + type + "=" + count + " "));
        if (counts.icmpErrorsOther() > 0) {
            tally.append("other=" + counts.icmpErrorsOther() + " ");
        }
        if (counts.fragments() > 0) {
            tally.append("fragments=" + counts.fragments() + " ");
        }
        return tally.toString().strip();
    }

    /** Returns the only datagram; fails if anything else was delivered or counted. */
    Sent datagram() {
        assertThat(tally()).isEmpty();
        assertThat(errors).isEmpty();
        assertThat(datagrams).hasSize(1);
        return datagrams.get(0);
    }

    /** Returns the only error; fails if anything else was delivered or counted. */
    Bounced error() {
        assertThat(tally()).isEmpty();
        assertThat(datagrams).isEmpty();
        assertThat(errors).hasSize(1);
        return errors.get(0);
    }

    /** Asserts that nothing was delivered, and that the counts are as given. */
    void isRefused(String tally) {
        assertThat(datagrams).isEmpty();
        assertThat(errors).isEmpty();
        assertThat(tally()).isEqualTo(tally);
    }

    @Override
    public void onDatagram(Datagram datagram) {
        datagrams.add(copy(datagram));
    }

    @Override
    public void onIcmpError(IcmpError error) {
        errors.add(bounced(error));
        assertThat(bounced(error.copy(view))).isEqualTo(bounced(error));
    }

    private static Bounced bounced(IcmpError error) {
        return new Bounced(
                error.version(),
                new IpAddress(error.version(), error.sourceHigh(), error.sourceLow()).toString(),
                new IpAddress(error.version(), error.destinationHigh(), error.destinationLow()).toString(),
                error.type(),
                error.code(),
                error.ipId(),
                error.mtu(),
                copy(error.quote()),
                error.quoteTruncated(),
                error.extensions(),
                error.hasExtensions(),
                error.vlan(),
                error.packetType(),
                error.depth());
    }

    private static Sent copy(Datagram datagram) {
        byte[] payload = new byte[datagram.payloadPresent()];
        datagram.octets().get(datagram.payloadOffset(), payload);
        return new Sent(
                datagram.version(),
                new IpAddress(datagram.version(), datagram.sourceHigh(), datagram.sourceLow()).toString(),
                datagram.sourcePort(),
                new IpAddress(datagram.version(), datagram.destinationHigh(), datagram.destinationLow()).toString(),
                datagram.destinationPort(),
                datagram.ipId(),
                datagram.ttl(),
                datagram.flowLabel(),
                datagram.lengthImplied(),
                datagram.udpLength(),
                datagram.udpLengthImplied(),
                datagram.checksum(),
                datagram.payloadLength(),
                HexFormat.of().formatHex(payload),
                datagram.fragment(),
                datagram.vlan(),
                datagram.packetType(),
                datagram.depth());
    }
}
