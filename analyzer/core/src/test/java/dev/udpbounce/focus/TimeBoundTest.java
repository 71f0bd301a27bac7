// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.focus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.render.Samples;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeBoundTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static TimeBound bound(String text) {
        TimeBound bound = TimeBound.parse(text);
        assertThat(bound).as(text).isNotNull();
        return bound;
    }

    private static long ns(String text, ZoneId zone) {
        return bound(text).ns(Samples.FIRST_NS, zone);
    }

    @ParameterizedTest
    @CsvSource({
        "01:39:58.454346, 2018-04-17T01:39:58.454346Z",
        "01:39, 2018-04-17T01:39:00Z",
        "2018-04-18T01:39:58Z, 2018-04-18T01:39:58Z",
        "2018-04-18 01:39:58, 2018-04-18T01:39:58Z",
        "2018-04-18t01:39:58.5z, 2018-04-18T01:39:58.5Z",
        "2018-04-18T03:39:58+02:00, 2018-04-18T01:39:58Z",
        "2018-04-18T01:39, 2018-04-18T01:39:00Z",
        "'2018-04-18T01:39:58,123456789Z', 2018-04-18T01:39:58.123456789Z",
        "@1523929198, 2018-04-17T01:39:58Z",
        "@1523929198.454346, 2018-04-17T01:39:58.454346Z"
    })
    void aTimeIsRead(String text, String instant) {
        assertThat(ns(text, ZoneOffset.UTC)).isEqualTo(Samples.ns(instant));
    }

    @Test
    void aTimeWithoutOffsetIsOfTheGivenZoneAndATimeOfDayOfTheDateThere() {
        assertThat(ns("2018-04-18 03:39:58", BERLIN)).isEqualTo(Samples.ns("2018-04-18T01:39:58Z"));
        assertThat(bound("00:10").ns(Samples.ns("2018-04-17T23:00:00Z"), BERLIN))
                .isEqualTo(Samples.ns("2018-04-17T22:10:00Z"));
    }

    @Test
    void aCutFractionStandsForAllThatItWasCutFrom() {
        assertThat(bound("01:39:58.454").lastNs(Samples.FIRST_NS, ZoneOffset.UTC))
                .isEqualTo(Samples.ns("2018-04-17T01:39:58.454999999Z"));
        assertThat(bound("01:39:58").lastNs(Samples.FIRST_NS, ZoneOffset.UTC))
                .isEqualTo(Samples.ns("2018-04-17T01:39:58Z"));
    }

    @Test
    void aTimeBeyondTheRangeOfNanosecondsIsTheNearestInIt() {
        assertThat(ns("9999-12-31T23:59:59Z", ZoneOffset.UTC)).isEqualTo(Long.MAX_VALUE);
        assertThat(bound("9999-12-31T23:59:59.9Z").lastNs(0, ZoneOffset.UTC)).isEqualTo(Long.MAX_VALUE);
        assertThat(ns("0001-01-01T00:00:00Z", ZoneOffset.UTC)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void onlyBoundsWithADateAreKnownToBeInTheWrongOrder() {
        assertThat(bound("2020-01-01T00:00Z").isAfter(bound("2019-01-01T00:00Z"), ZoneOffset.UTC))
                .isTrue();
        assertThat(bound("2019-01-01T00:00:00.25Z").isAfter(bound("2019-01-01T00:00:00.2Z"), ZoneOffset.UTC))
                .isFalse();
        assertThat(bound("23:50").isAfter(bound("00:10"), ZoneOffset.UTC)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "1",
                "25:00",
                "01:60",
                "01:39:61",
                "1:39",
                "01:39.5",
                "01:39:58.",
                "01:39:58Z",
                "2018-02-30T00:00",
                "2018-04-17",
                "2018-04-17T01:39:58+2",
                "2018-04-17T01:39:58+99:00",
                "@",
                "@x",
                "@99999999999"
            })
    void whatIsNoTimeIsRefused(String text) {
        assertThat(TimeBound.parse(text)).isNull();
    }
}
