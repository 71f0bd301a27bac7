// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {
    @Test
    void alwaysHasNineDigits() {
        assertThat(text(ZoneOffset.UTC, 0)).isEqualTo("1970-01-01T00:00:00.000000000Z");
        assertThat(text(ZoneOffset.UTC, 1_523_929_198_454_346_000L)).isEqualTo("2018-04-17T01:39:58.454346000Z");
    }

    @Test
    void timesBeforeTheEpochCountForward() {
        assertThat(text(ZoneOffset.UTC, -1)).isEqualTo("1969-12-31T23:59:59.999999999Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Z", "Europe/Berlin", "America/St_Johns"})
    void agreesWithTheLibraryInEveryOrderOfInstants(String zoneId) {
        ZoneId zone = ZoneId.of(zoneId);
        DateTimeFormatter formatter = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'")
                .withZone(zone);
        Rfc3339 clock = new Rfc3339(zone);
        SplittableRandom random = new SplittableRandom(3339);
        for (int i = 0; i < 2000; i++) {
            long ns = random.nextLong();
            Instant instant =
                    Instant.ofEpochSecond(Math.floorDiv(ns, 1_000_000_000L), Math.floorMod(ns, 1_000_000_000L));
            clock.set(ns);
            assertThat(new String(clock.text(), StandardCharsets.US_ASCII)).isEqualTo(formatter.format(instant));
            assertThat(clock.offset()).isEqualTo(zone.getRules().getOffset(instant));
        }
    }

    private static String text(ZoneId zone, long ns) {
        Rfc3339 clock = new Rfc3339(zone);
        clock.set(ns);
        return new String(clock.text(), StandardCharsets.US_ASCII);
    }
}
