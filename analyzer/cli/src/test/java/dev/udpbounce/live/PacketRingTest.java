// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacketRingTest {
    private static final Origin LO = new Origin(0, null, "lo", 1, 0, 9);
    private static final int CAPACITY = 1 << 12;

    private final PacketRing ring = new PacketRing(CAPACITY, new Doorbell());
    private final Frame frame = new Frame();

    @Test
    void aPacketComesOutAsItWentIn() {
        ring.put(new byte[] {1, 2, 3}, 0xffff_ffffL, 17, 18);

        assertThat(ring.ready()).isTrue();
        assertThat(ring.arrivalNs()).isEqualTo(18);
        ring.wrap(frame, 5, LO);
        assertThat(octets(frame)).containsExactly(1, 2, 3);
        assertThat(frame.wireLength()).isEqualTo(0xffff_ffffL);
        assertThat(frame.timeNs()).isEqualTo(17);
        assertThat(frame.number()).isEqualTo(5);
        assertThat(frame.origin()).isSameAs(LO);
        ring.release();
        assertThat(ring.ready()).isFalse();
    }

    @Test
    void packetsAreTakenTogetherOnceTheyArePublished() {
        for (int i = 0; i < 3; i++) {
            int at = ring.reserve(8);
            ring.buffer().putLong(at, i);
            ring.commit(4 + i, 9, i, 18);
        }
        assertThat(ring.ready()).isFalse();

        ring.publish();
        for (int i = 0; i < 3; i++) {
            assertThat(ring.ready()).isTrue();
            ring.wrap(frame, i, LO);
            assertThat(frame.capturedLength()).isEqualTo(4 + i);
            assertThat(frame.octets().getLong(frame.offset())).isEqualTo(i);
            ring.release();
        }
        assertThat(ring.ready()).isFalse();
    }

    @Test
    void whatIsNotPublishedYetIsTakenToMakeRoom() throws InterruptedException {
        int count = 200;
        Thread putting = new Thread(() -> {
            for (int i = 0; i < count; i++) {
                int at = ring.reserve(1000);
                ring.buffer().putInt(at, i);
                ring.commit(1000, 1000, i, i);
            }
            ring.publish();
        });
        putting.start();

        for (int i = 0; i < count; i++) {
            while (!ring.ready()) {
                Thread.onSpinWait();
            }
            ring.wrap(frame, i, LO);
            assertThat(frame.octets().getInt(frame.offset())).isEqualTo(i);
            ring.release();
        }
        putting.join();
        assertThat(ring.ready()).isFalse();
    }

    @Test
    void packetsOfEveryLengthPassInOrderThroughTheWrapOfABusyRing() throws InterruptedException {
        int count = 20_000;
        Thread putting = new Thread(() -> {
            Random lengths = new Random(42);
            for (int i = 0; i < count; i++) {
                byte[] octets = new byte[lengths.nextInt(1500)];
                Arrays.fill(octets, (byte) i);
                ring.put(octets, octets.length, i, i);
            }
        });
        putting.start();

        Random lengths = new Random(42);
        for (int i = 0; i < count; i++) {
            while (!ring.ready()) {
                Thread.onSpinWait();
            }
            byte[] expected = new byte[lengths.nextInt(1500)];
            Arrays.fill(expected, (byte) i);
            ring.wrap(frame, i, LO);
            assertThat(frame.timeNs()).isEqualTo(i);
            assertThat(octets(frame)).isEqualTo(expected);
            ring.release();
        }
        putting.join();
        assertThat(ring.ready()).isFalse();
    }

    @Test
    void aFullRingHoldsThePuttingThreadUntilItIsAbandoned() throws InterruptedException {
        Thread putting = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                ring.put(new byte[1000], 1000, i, i);
            }
        });
        putting.start();
        while (!ring.isFull()) {
            Thread.onSpinWait();
        }
        assertThat(putting.isAlive()).isTrue();

        ring.abandon();
        putting.join();
        ring.wrap(frame, 1, LO);
        assertThat(frame.timeNs()).isZero();
    }

    @Test
    void aCapacityThatIsNoPowerOfTwoIsRefused() {
        assertThatThrownBy(() -> new PacketRing(1000, new Doorbell())).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] octets(Frame frame) {
        byte[] octets = new byte[frame.capturedLength()];
        frame.octets().get(frame.offset(), octets);
        return octets;
    }
}
