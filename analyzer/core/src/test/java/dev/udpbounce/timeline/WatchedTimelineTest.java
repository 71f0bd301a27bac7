// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.render.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatchedTimelineTest {
    private static final Event FIRST = Samples.bounced(Samples.sendLater(1, 0), 2);
    private static final Event SECOND = Samples.bounced(Samples.sendLater(3, 10), 4);
    private static final Event THIRD = Samples.bounced(Samples.sendLater(5, 20), 6);

    private final RecordingSink strict = new RecordingSink(true);
    private final RecordingSink watched = RecordingSink.watched();
    private final Timeline timeline = new Timeline(List.of(strict, watched), 1 << 20);

    @Test
    void aWatchedSinkGetsEventsBeforeALaterReleaseOfTheOthersInTheOrderOfTime() {
        timeline.add(SECOND);
        timeline.add(FIRST);
        timeline.releaseSoon(Long.MAX_VALUE);

        assertThat(watched.events).containsExactly(FIRST, SECOND);
        assertThat(strict.events).isEmpty();
    }

    @Test
    void anEventThatComesTooLateForItIsInItsPlaceForTheOthersAndIsNotCounted() {
        timeline.add(THIRD);
        timeline.releaseSoon(Long.MAX_VALUE);
        timeline.add(FIRST);
        timeline.add(SECOND);
        timeline.releaseAll();

        assertThat(watched.events).containsExactly(THIRD, FIRST, SECOND);
        assertThat(strict.events).containsExactly(FIRST, SECOND, THIRD);
        assertThat(timeline.late()).isZero();
    }

    @Test
    void whatIsReleasedForAllIsReleasedForAWatchedSinkAsWell() {
        timeline.add(FIRST);
        timeline.add(THIRD);
        timeline.release(SECOND.timeNs());

        assertThat(watched.events).containsExactly(FIRST);
        assertThat(strict.events).containsExactly(FIRST);
    }
}
