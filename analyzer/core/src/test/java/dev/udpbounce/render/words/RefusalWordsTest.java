// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Delays;
import dev.udpbounce.event.DestinationRecord;
import dev.udpbounce.event.DestinationRecord.Heard;
import dev.udpbounce.event.DestinationRecord.Refusal;
import dev.udpbounce.event.DestinationRecord.Sends;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.render.Samples;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RefusalWordsTest {
    private static String note(Set<Reporter> reporters, @Nullable IpAddress router, boolean several, Heard... heard) {
        return note(new Sends(100, 3, 97, 0), reporters, router, several, heard);
    }

    private static String note(
            Sends sends, Set<Reporter> reporters, @Nullable IpAddress router, boolean several, Heard... heard) {
        Refusal refusal = new Refusal(reporters, router, several, Set.of(heard));
        return RefusalWords.note(new DestinationRecord(
                Samples.LOOPBACK,
                53,
                sends,
                new DestinationRecord.Errors(3, 0, OptionalLong.empty(), 3, 3, false, refusal),
                new Delays()));
    }

    private static String refusedThere(Heard... heard) {
        return note(Set.of(Reporter.DESTINATION), null, false, heard);
    }

    @Test
    void nobodyListensOnlyWhereNothingEverCameFromThere() {
        assertThat(refusedThere()).isEqualTo("nobody listens there");
        assertThat(refusedThere(Heard.AFTER)).isEqualTo("refused at first");
        assertThat(refusedThere(Heard.BEFORE)).isEqualTo("refused in the end");
        assertThat(refusedThere(Heard.BEFORE, Heard.AFTER)).isEqualTo("refused for a while");
        assertThat(refusedThere(Heard.BETWEEN)).isEqualTo("refused 3 of 100");
        assertThat(refusedThere(Heard.BEFORE, Heard.BETWEEN, Heard.AFTER)).isEqualTo("refused 3 of 100");
    }

    @Test
    void orphansAloneDoNotTellWhoListens() {
        Sends none = new Sends(5, 0, 0, 0);
        Set<Reporter> destination = Set.of(Reporter.DESTINATION);
        assertThat(note(none, destination, null, false)).isEqualTo("refused");
        assertThat(note(none, destination, null, false, Heard.BETWEEN)).isEqualTo("refused now and then");
    }

    @Test
    void whoRefusesOnTheWayIsNamed() {
        Set<Reporter> router = Set.of(Reporter.ROUTER);
        assertThat(note(router, Samples.ROUTER, false)).isEqualTo("refused on the way by " + Samples.ROUTER);
        assertThat(note(router, Samples.ROUTER, true))
                .isEqualTo("refused on the way by " + Samples.ROUTER + " and others");
        assertThat(note(router, Samples.ROUTER, false, Heard.BETWEEN))
                .isEqualTo("refused 3 of 100 on the way by " + Samples.ROUTER);
        assertThat(note(Set.of(Reporter.ROUTER, Reporter.DESTINATION), Samples.ROUTER, false))
                .isEqualTo("refused there and on the way by " + Samples.ROUTER);
        assertThat(note(Set.of(Reporter.LOCAL), null, false)).isEqualTo("refused by the sender's own system");
    }
}
