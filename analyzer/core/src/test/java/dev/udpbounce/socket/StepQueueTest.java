// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StepQueueTest {
    private record Done(long atNs, int number) {}

    private static final int MOST = 1 << 16;

    private final StepQueue agenda = new StepQueue(MOST);
    private final List<Done> done = new ArrayList<>();

    private void add(long atNs, int number) {
        agenda.at(atNs, () -> done.add(new Done(atNs, number)));
    }

    @Test
    void stepsAreDoneInTheOrderOfTimeAndOfArrivalWithinOne() {
        Random random = new Random(7);
        List<Done> expected = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            long atNs = i / 10L + random.nextInt(40);
            add(atNs, i);
            expected.add(new Done(atNs, i));
        }
        expected.sort(Comparator.comparingLong(Done::atNs).thenComparingInt(Done::number));

        agenda.run(500);
        assertThat(done).allMatch(each -> each.atNs <= 500);
        assertThat(expected).startsWith(done.toArray(Done[]::new));
        agenda.run(Long.MAX_VALUE);

        assertThat(done).isEqualTo(expected);
    }

    @Test
    void whatIsAddedByAStepIsDoneInItsTurn() {
        agenda.at(1, () -> add(3, 3));
        add(2, 2);

        agenda.run(2);
        agenda.run(Long.MAX_VALUE);

        assertThat(done).containsExactly(new Done(2, 2), new Done(3, 3));
    }

    @Test
    void whatWaitsIsBoundedAndNothingIsLost() throws InterruptedException {
        int steps = 1_000_000;
        AtomicInteger count = new AtomicInteger();
        Thread adding = new Thread(() -> {
            for (int i = 0; i < steps; i++) {
                agenda.at(i, count::incrementAndGet);
            }
        });
        adding.start();
        while (adding.isAlive()) {
            agenda.run(-1);
            adding.join(1);
        }
        agenda.run(-1);

        assertThat(count.get()).isGreaterThanOrEqualTo(steps - MOST).isLessThan(steps);
        agenda.run(Long.MAX_VALUE);
        assertThat(count.get()).isEqualTo(steps);
    }

    @Test
    void aPacketWaitsForRoomWhileACallHasSome() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        for (int i = 0; i < MOST / 2; i++) {
            agenda.ofPacket(i, count::incrementAndGet);
        }
        Thread packet = new Thread(() -> agenda.ofPacket(MOST, count::incrementAndGet));
        packet.start();

        agenda.at(0, count::incrementAndGet);
        packet.join(20);
        assertThat(packet.isAlive()).isTrue();

        agenda.run(Long.MAX_VALUE);
        packet.join();
        agenda.run(Long.MAX_VALUE);
        assertThat(count.get()).isEqualTo(MOST / 2 + 2);
    }

    @Test
    void anAbandonedOneDoesNothingAndKeepsNobodyWaiting() {
        add(1, 1);
        agenda.abandon();
        for (int i = 0; i < 1_000_000; i++) {
            add(i, i);
        }
        agenda.run(Long.MAX_VALUE);

        assertThat(done).isEmpty();
    }
}
