// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Container;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.event.ObservedDelivery.Errors;
import dev.udpbounce.event.ProcessDetails;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.render.Samples;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryWordsTest {
    private static final Endpoint LOCAL = new Endpoint(Samples.LOOPBACK, 45117);
    private static final Endpoint PEER = new Endpoint(Samples.LOOPBACK, 1060);

    private static String words(By by, Errors errors, boolean stale, ProcessDetails details) {
        return words(by, errors, stale, details, Samples.SENDER);
    }

    private static String words(By by, Errors errors, boolean stale, ProcessDetails details, SocketOwner process) {
        Wording words = new Wording();
        new DeliveryWords(words, Glyphs.UNICODE)
                .delivery(
                        new ObservedDelivery(Samples.FIRST_NS, by, 111, errors, stale, LOCAL, PEER, process, details));
        return words.stream().map(piece -> piece.text().toString()).collect(Collectors.joining("; "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RECEIVE | python3[4711] was told by a receive; ECONNREFUSED, 61 µs after #2",
                "SEND | python3[4711] was told by a send; ECONNREFUSED, 61 µs after #2; the datagram of that send was not sent",
                "SO_ERROR | python3[4711] was told by SO_ERROR; ECONNREFUSED, 61 µs after #2",
                "ERROR_QUEUE | python3[4711] was told by its error queue; ECONNREFUSED, 61 µs after #2",
                "CLOSED | python3[4711] closed the socket before it was told; ECONNREFUSED, of #2",
                "UNKNOWN | python3[4711] may have been told: what its call returned is not reported; ECONNREFUSED, of #2"
            })
    void theLineNamesTheCallAndWhatItCost(By by, String words) {
        Errors one = new Errors(2, 1, List.of(), by.tells() ? 61_000 : -1);
        assertThat(words(by, one, false, ProcessDetails.NONE)).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 2 | 2 | ECONNREFUSED, 61 µs after #3, once for it and #2",
                "3 | 4 | 2 | ECONNREFUSED, 61 µs after #3, once for it and #2 and 2 others",
                "3 | 2 | | ECONNREFUSED, 61 µs after #3, once for it and 1 other",
                "0 | 1 | | ECONNREFUSED, 61 µs after the error, which was not captured"
            })
    void errorsThatShareTheErrnoAreNamedAsFarAsTheyWereCaptured(
            long frame, long count, @Nullable Long other, String words) {
        Errors errors = new Errors(frame, count, other == null ? List.of() : List.of(other), 61_000);
        assertThat(words(By.RECEIVE, errors, false, ProcessDetails.NONE))
                .isEqualTo("python3[4711] was told by a receive; " + words);
    }

    @Test
    void aStaleErrorNamesItsPeerAndAProcessItsContainerAndCommand() {
        ProcessDetails details = new ProcessDetails("python3 x.py", 1);
        SocketOwner process =
                new SocketOwner(4711, 4711, "python3", 0, -1, -1, 1, new Container("0123456789abcdef", "docker"));
        assertThat(words(By.RECEIVE, new Errors(2, 1, List.of(), 61_000), true, details, process))
                .isEqualTo("python3[4711] in 0123456789ab was told by a receive; ECONNREFUSED, 61 µs after #2;"
                        + " stale: it is about 127.0.0.1:1060; (python3 x.py)");
        SocketOwner named = new SocketOwner(
                4711, 4711, "python3", 0, -1, -1, 1, new Container("0123456789abcdef", "docker", "web"));
        assertThat(words(By.RECEIVE, new Errors(2, 1, List.of(), 61_000), false, details, named))
                .startsWith("python3[4711] in web was told");
    }
}
