// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.UdpForge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A correlator that receives forged packets and keeps all its results. */
public final class Lab implements CorrelationHandler {
    public static final long SECOND = 1_000_000_000L;
    public static final long MILLISECOND = 1_000_000L;
    public static final long MEMORY = 8 << 20;
    private static final int RAW = 101;

    /** The outcome reported for a datagram. */
    public record Verdict(long frame, Outcome outcome, long errorFrame, long replyFrame) {}

    private final List<Bounce> bounces = new ArrayList<>();
    public final List<Verdict> verdicts = new ArrayList<>();
    public final List<FlowRecord> flows = new ArrayList<>();
    public final Correlator correlator;

    private final Decoder decoder = new Decoder();
    private final Frame frame = new Frame();
    private final List<Origin> origins = new ArrayList<>();
    private long frames;

    public Lab() {
        this(60 * SECOND, MEMORY, Follow.BOUNCED);
    }

    public Lab(long expireNs, long memory, Follow follow) {
        correlator = new Correlator(new CorrelationSettings(expireNs, memory, follow, 1), this);
    }

    /** Passes the next packet, on the first interface; returns its frame number. */
    public long see(long timeNs, Packet packet) {
        return see(timeNs, packet, 0);
    }

    /** Passes the next packet, on an interface of this number. */
    public long see(long timeNs, Packet packet, int origin) {
        while (origins.size() <= origin) {
            origins.add(new Origin(origins.size(), "lab", "if" + origins.size(), RAW, 0, 9));
        }
        return see(timeNs, packet.bytes(), origins.get(origin));
    }

    /** Passes the next frame, of another origin. */
    public long see(long timeNs, byte[] octets, Origin origin) {
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs, ++frames, origin);
        return see();
    }

    /** Passes the next packet, on the first interface, just after {@code timeNs}, but without a capture time. */
    public long seeUntimed(long timeNs, Packet packet) {
        byte[] octets = packet.bytes();
        Origin origin = new Origin(0, "lab", "if0", RAW, 0, 9);
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, timeNs + 1, ++frames, origin);
        frame.forgetTime();
        return see();
    }

    private long see() {
        correlator.at(frame);
        decoder.decode(frame, correlator);
        return frames;
    }

    /** Passes a datagram and, a moment later, the port unreachable that Linux would send for it. */
    public long bounce(long timeNs, UdpForge datagram) {
        see(timeNs, datagram);
        return see(timeNs + 10_000, Packets.portUnreachable(datagram));
    }

    /** Returns the errors reported once no error waits for a better cause any more. */
    public List<Bounce> bounces() {
        if (frames > 0) {
            correlator.expireBefore(frame.timeNs() + WaitingErrors.WAIT_NS + 1);
        }
        return bounces;
    }

    /** Returns the errors reported so far. */
    List<Bounce> answered() {
        return List.copyOf(bounces);
    }

    public Bounce last() {
        bounces();
        return bounces.get(bounces.size() - 1);
    }

    /** Returns the frame number of the cause, or 0. */
    public static long cause(Bounce bounce) {
        return bounce.attribution().cause() == null
                ? 0
                : bounce.attribution().cause().frame();
    }

    public Counts finish() {
        correlator.finish();
        return correlator.counts();
    }

    @Override
    public void onBounce(Bounce bounce) {
        bounces.add(bounce);
    }

    @Override
    public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable Origin answeredIn) {
        verdicts.add(new Verdict(send.frame(), outcome, errorFrame, replyFrame));
    }

    @Override
    public void onFlow(FlowRecord flow) {
        flows.add(flow);
    }
}
