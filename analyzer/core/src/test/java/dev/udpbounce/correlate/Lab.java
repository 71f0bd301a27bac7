package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A correlator that is fed with forged packets, and everything that it answers. */
final class Lab implements CorrelationHandler {
    static final long SECOND = 1_000_000_000L;
    static final long MILLISECOND = 1_000_000L;
    static final long MEMORY = 8 << 20;
    private static final int RAW = 101;

    /** What was said of a datagram. */
    record Verdict(long frame, Outcome outcome, long errorFrame, long replyFrame) {}

    final List<Bounce> bounces = new ArrayList<>();
    final List<Verdict> verdicts = new ArrayList<>();
    final List<FlowRecord> flows = new ArrayList<>();
    final Correlator correlator;

    private final Decoder decoder = new Decoder();
    private final Frame frame = new Frame();
    private final List<Origin> origins = new ArrayList<>();
    private long frames;

    Lab() {
        this(60 * SECOND, MEMORY, Correlator.Follow.BOUNCED);
    }

    Lab(long expireNs, long memory, Correlator.Follow follow) {
        correlator = new Correlator(new Correlator.Settings(expireNs, memory, follow, 1), this);
    }

    /** The next packet, on the first interface; returns its frame number. */
    long see(long timeNs, Packet packet) {
        return see(timeNs, packet, 0);
    }

    /** The next packet, on an interface of this number. */
    long see(long timeNs, Packet packet, int origin) {
        while (origins.size() <= origin) {
            origins.add(new Origin(origins.size(), "lab", "if" + origins.size(), RAW, 0, 9));
        }
        byte[] octets = packet.bytes();
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, ++frames, origins.get(origin));
        correlator.at(frame);
        decoder.decode(frame, correlator);
        return frames;
    }

    /** A datagram and, a moment later, the port unreachable for it, which Linux would send. */
    long bounce(long timeNs, UdpForge datagram) {
        see(timeNs, datagram);
        return see(timeNs + 10_000, Packets.portUnreachable(datagram));
    }

    Bounce last() {
        return bounces.get(bounces.size() - 1);
    }

    /** Frame number of the cause, or 0. */
    static long cause(Bounce bounce) {
        return bounce.cause() == null ? 0 : bounce.cause().frame();
    }

    Counts finish() {
        correlator.finish();
        return correlator.counts();
    }

    @Override
    public void onBounce(Bounce bounce) {
        bounces.add(bounce);
    }

    @Override
    public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame) {
        verdicts.add(new Verdict(send.frame(), outcome, errorFrame, replyFrame));
    }

    @Override
    public void onFlow(FlowRecord flow) {
        flows.add(flow);
    }
}
