// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.CorrelationHandler;
import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.FlowRecord;
import dev.udpbounce.event.Outcome;
import dev.udpbounce.event.Send;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * For a coverage-guided fuzzer: two octets of link type, then octets of a frame, which is decoded, correlated with itself
 * seen before, and whose views must stay within it.
 */
public final class DecoderTarget {
    /** Octets before the frame, which no view may touch; after it the buffer ends. */
    private static final int BEFORE = 5;

    private static final int HEAD = 2;

    private DecoderTarget() {}

    /** The entry that such fuzzers look for. */
    public static void fuzzerTestOneInput(byte[] octets) {
        if (octets.length < HEAD) {
            return;
        }
        int linkType = ((octets[0] & 0xff) << 8) | (octets[1] & 0xff);
        int length = octets.length - HEAD;
        ByteBuffer buffer = ByteBuffer.allocate(BEFORE + length).put(BEFORE, octets, HEAD, length);
        Frame frame = new Frame();
        Decoder all = new Decoder();
        Decoder errorsOnly = Decoder.errorsOnly();
        Correlator correlator = new Correlator(new CorrelationSettings(1_000_000_000, 0, Follow.ALL, 1), new DevNull());
        Bounds bounds = new Bounds(buffer, correlator);
        Bounds errorBounds = new Bounds(buffer, null);
        for (int i = 0; i < 2; i++) {
            frame.wrap(buffer, BEFORE, length, length, i, i + 1L, new Origin(0, null, null, linkType, 0, 9));
            if (!Decoder.supports(linkType)) {
                return;
            }
            correlator.at(frame);
            all.decode(frame, bounds);
            errorsOnly.decode(frame, errorBounds);
        }
        correlator.finish();
        if (bounds.errors != errorBounds.errors || errorBounds.datagrams != 0) {
            throw new IllegalStateException("errors alone are other errors");
        }
    }

    /** Holds every view against its frame. */
    private static final class Bounds implements PacketHandler {
        private final ByteBuffer octets;
        private final PacketHandler next;
        private long datagrams;
        private long errors;

        Bounds(ByteBuffer octets, @Nullable PacketHandler next) {
            this.octets = octets;
            this.next = next == null ? new Nobody() : next;
        }

        @Override
        public void onDatagram(Datagram datagram) {
            datagrams++;
            check(datagram);
            next.onDatagram(datagram);
        }

        @Override
        public void onIcmpError(IcmpError error) {
            errors++;
            check(error.quote());
            next.onIcmpError(error);
        }

        private void check(Datagram datagram) {
            int from = datagram.payloadOffset();
            int present = datagram.payloadPresent();
            if (from < BEFORE || present < 0 || from + present > octets.limit()) {
                throw new IllegalStateException("a view that leaves its frame");
            }
        }
    }

    private static final class Nobody implements PacketHandler {
        @Override
        public void onDatagram(Datagram datagram) {}

        @Override
        public void onIcmpError(IcmpError error) {}
    }

    private static final class DevNull implements CorrelationHandler {
        @Override
        public void onBounce(Bounce bounce) {}

        @Override
        public void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame, @Nullable Origin answeredIn) {}

        @Override
        public void onFlow(FlowRecord flow) {}
    }
}
