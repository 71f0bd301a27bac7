// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobOptionsTest {
    @Test
    void readsWhatIsGiven() {
        JobOptions options = JobOptions.parse(
                "--input",
                "a",
                "--input",
                "s3://b/*",
                "--output",
                "o",
                "--skew",
                "left=-3ms",
                "--skew",
                "x=y=2s",
                "--from",
                "1970-01-01T00:00:01Z",
                "--to",
                "1970-01-01T01:00:02+01:00",
                "--expire",
                "10s",
                "--parallelism",
                "4",
                "-f",
                "port 53",
                "--format",
                "parquet");

        assertThat(options.inputs()).containsExactly("a", "s3://b/*");
        assertThat(options.output()).isEqualTo("o");
        assertThat(options.skewsNs()).isEqualTo(Map.of("left", -3_000_000L, "x=y", 2_000_000_000L));
        assertThat(options.format()).isEqualTo(JobOptions.Format.PARQUET);
        assertThat(options.parallelism()).isEqualTo(4);
        assertThat(options.settings().fromNs()).isEqualTo(1_000_000_000L);
        assertThat(options.settings().toNs()).isEqualTo(2_000_000_000L);
        assertThat(options.settings().expireNs()).isEqualTo(10_000_000_000L);
        assertThat(options.settings().filter()).isEqualTo("port 53");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--input a|--input and --output are needed",
                "--input a --output|option --output needs a value",
                "--colour red|unknown option: --colour",
                "--input a --output b --expire 3|--expire: '3' is not a duration: a whole number followed by ns, us, ms, s, m, h or d, such as 500ms",
                "--input a --output b --expire 99999999999d|--expire: '99999999999d' is more than 292 years",
                "--input a --output b --expire 0s|--expire: '0s' is nothing; it must be more than 0",
                "--input a --output b --from noon|--from needs a time such as 2026-11-23T00:00:00Z, not noon",
                "--input a --output b --from 2026-11-23T00:00:00Z --to 2026-11-23T00:00:00Z|--to is not after --from",
                "--input a --output b --skew 3ms|--skew is SENSOR=DURATION, not 3ms",
                "--input a --output b --skew x=3ms --skew x=4ms|--skew has two values for x",
                "--input a --output b --parallelism 0|--parallelism: '0' is nothing; it must be more than 0",
                "--input a --output b --format csv|--format is ndjson or parquet, not csv",
                "--input a --output b --parallelism two|--parallelism: 'two' is not a whole number from 1 on"
            })
    void saysWhatIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> JobOptions.parse(arguments.split(" ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
