// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.cli.CommandLineRun;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
    private CommandLineRun run = new CommandLineRun(0, "", "");

    @Test
    void explainsAnErrorFromItsTypeAndCode() {
        assertThat(explain("3/3")).isEqualTo("""
                        ICMP type 3 code 3: port unreachable

                        errno       111 ECONNREFUSED
                        told        a connected socket, at its next call
                                    a socket with IP_RECVERR, connected or not, at its next call and in
                                    its error queue
                        not told    an unconnected socket without IP_RECVERR
                        what to do  Nobody listens on that port, or a firewall says so. Start the
                                    service, or check address and port. One datagram is lost; the socket
                                    itself is as good as before.
                        """);
        assertThat(explain("v4:3/3")).isEqualTo(explain("3/3"));
    }

    @Test
    void explainsAnIcmpv6Error() {
        assertThat(explain("v6:1/4"))
                .startsWith("ICMPv6 type 1 code 4: port unreachable\n\nerrno       111 ECONNREFUSED\n")
                .contains("IPV6_RECVERR");
        assertThat(explain("V6:1/4")).isEqualTo(explain("v6:1/4"));
        assertThat(explain("6:1/4")).isEqualTo(explain("v6:1/4"));
    }

    @Test
    void explainsTheErrorsOfAName() {
        assertThat(explain("port-unreachable")).isEqualTo(explain("3/3") + "\n" + explain("v6:1/4"));
        assertThat(explain("TTL-exceeded-in-transit")).isEqualTo(explain("11/0"));
    }

    @Test
    void explainsAnErrorThatOnlyTheErrorQueueGets() {
        assertThat(explain("11/0"))
                .contains("told        a socket with IP_RECVERR")
                .contains("not told    any socket without IP_RECVERR")
                .doesNotContain("a connected socket, at");
    }

    @Test
    void explainsAnErrorThatNobodyIsToldOf() {
        assertThat(explain("11/1"))
                .contains("errno       none\n")
                .contains("told        no socket, whatever its options\n");
    }

    @Test
    void saysThatPathMtuDiscoveryMatters() {
        assertThat(unwrapped("3/4")).contains("but not with path-MTU discovery off: with IP_PMTUDISC_DONT no socket");
        assertThat(unwrapped("v6:2/0")).contains("but not with path-MTU discovery off: with IPV6_PMTUDISC_DONT only");
        assertThat(explain("90")).contains("told (1)").contains("\n(1) with path-MTU discovery on");
        assertThat(explain("111")).doesNotContain("(1)");
    }

    @Test
    void explainsAnErrorThatNoRfcDefines() {
        assertThat(explain("3/42"))
                .startsWith("ICMP type 3 code 42: unreachable, code 42\n")
                .contains("defines this code");
        assertThat(explain("v6:99/1")).startsWith("ICMPv6 type 99 code 1\n").contains("71 EPROTO", "defines this type");
    }

    @Test
    void explainsAnErrnoFromItsNumberOrItsName() {
        assertThat(explain("111")).isEqualTo("""
                        What brings 111 ECONNREFUSED to a UDP socket

                        error    it says                           errno             connected  RECVERR
                        3/3      port unreachable                  111 ECONNREFUSED  told       told
                        v6:1/4   port unreachable                  111 ECONNREFUSED  told       told

                        connected  a connected socket, at its next call, whichever that is
                        RECVERR    a socket with IP_RECVERR (v6: IPV6_RECVERR), connected or not, at its
                                   next call and in its error queue
                        An unconnected socket without that option is told of nothing.

                        The error belongs to a datagram that was sent before; the call that returns it
                        is not to blame.

                        More on one of them: udpbounce explain 3/3
                        """);
        assertThat(explain("ECONNREFUSED")).isEqualTo(explain("111"));
        assertThat(explain("econnrefused")).isEqualTo(explain("111"));
    }

    @ParameterizedTest
    @CsvSource({"101, no route", "113, an unreachable route", "13, SO_BROADCAST", "90, longer than UDP allows"})
    void saysWhatElseFailsASendWithTheErrno(String errno, String cause) {
        assertThat(unwrapped(errno)).contains("A send also fails with it").contains(cause);
    }

    @Test
    void showsTheWholeTableWithoutAnArgument() {
        String table = explain();

        for (IcmpCode known : IcmpTable.known()) {
            String label = (known.version() == 6 ? "v6:" : "") + known.type() + "/" + known.code();
            assertThat(table).containsPattern("(?m)^" + label + " +" + known.name() + " ");
        }
        assertThat(table)
                .contains("\n3/0      net unreachable                   101 ENETUNREACH   -          told\n")
                .contains("\n4/0      source quench                     -                 -          -\n");
    }

    @Test
    void keepsWithinEightyColumns() {
        assertThat(explain().lines()).allMatch(line -> line.length() <= 80);
        for (IcmpCode known : IcmpTable.known()) {
            String error = "v" + known.version() + ":" + known.type() + "/" + known.code();
            assertThat(explain(error).lines()).as(error).allMatch(line -> line.length() <= 80);
            if (known.linux().errnoNumber() != 0) {
                String errno = String.valueOf(known.linux().errnoNumber());
                assertThat(explain(errno).lines()).as(errno).allMatch(line -> line.length() <= 80);
            }
        }
    }

    @Test
    void hasAdviceForEveryKnownError() {
        for (IcmpCode known : IcmpTable.known()) {
            String error = "v" + known.version() + ":" + known.type() + "/" + known.code();
            assertThat(explain(error)).as(error).contains("what to do  ").doesNotContain("No RFC");
        }
    }

    @Test
    void writesAnArrayWithAnObjectForEachError() {
        JsonNode errors = json("-T", "json", "ECONNREFUSED");

        assertThat(errors.size()).isEqualTo(2);
        JsonNode first = errors.get(0);
        assertThat(first.get("ip_v").asInt()).isEqualTo(4);
        assertThat(first.get("icmp_type").asInt()).isEqualTo(3);
        assertThat(first.get("icmp_code").asInt()).isEqualTo(3);
        assertThat(first.get("name").asString()).isEqualTo("port unreachable");
        assertThat(first.get("errno").asInt()).isEqualTo(111);
        assertThat(first.get("errno_name").asString()).isEqualTo("ECONNREFUSED");
        assertThat(first.get("hard").asBoolean()).isTrue();
        assertThat(first.get("told").toString())
                .isEqualTo("{\"connected\":true,\"unconnected\":false,\"recverr\":true}");
        assertThat(first.get("advice").asString()).startsWith("Nobody listens");
        assertThat(first.has("note")).isFalse();
        assertThat(errors.get(1).get("ip_v").asInt()).isEqualTo(6);
    }

    @Test
    void writesEverythingAsJsonToo() {
        JsonNode errors = json("--json");

        assertThat(errors.size()).isEqualTo(IcmpTable.known().size());
        assertThat(run.out().lines()).hasSize(errors.size() + 2);
    }

    @Test
    void leavesOutOfTheJsonWhatThereIsNot() {
        JsonNode redirect = json("--json", "5/1").get(0);

        assertThat(redirect.has("errno")).isFalse();
        assertThat(redirect.has("errno_name")).isFalse();
        assertThat(redirect.get("told").get("recverr").asBoolean()).isFalse();
        assertThat(json("--json", "3/4").get(0).get("note").asString()).contains("IP_PMTUDISC_DONT");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "EAGAIN  | no ICMP error brings the errno 'EAGAIN' to a UDP socket",
                "0       | no ICMP error brings the errno '0'",
                "999     | no ICMP error brings the errno '999'",
                "refused | 'refused' is neither an errno such as 111 or ECONNREFUSED, nor an ICMP error such as 3/3, v6:1/4 or port-unreachable",
                "3       | no ICMP error brings the errno '3'",
                "3/      | '3/' is neither",
                "v5:3/3  | 'v5:3/3' is neither",
                "-3/3    | Unknown option: '-3/3'",
                "3/256   | '3/256' is no ICMP error: type and code are at most 255",
                "999/1   | '999/1' is no ICMP error",
                "12345678901234567890 | '12345678901234567890' is neither",
                "\u0663/\u0663 | is neither",
            })
    void refusesAnArgumentThatItDoesNotKnow(String argument, String complaint) {
        assertThat(status(argument)).isEqualTo(ExitStatus.USAGE);
        assertThat(run.err()).contains(complaint);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csv", "ndjson", "xml"})
    void refusesAFormatThatIsNeitherTextNorJson(String format) {
        assertThat(status("-T", format, "111")).isEqualTo(ExitStatus.USAGE);
        assertThat(run.out()).isEmpty();
    }

    private String explain(String... args) {
        assertThat(status(args)).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    private String unwrapped(String argument) {
        return explain(argument).replaceAll("\\s+", " ");
    }

    private JsonNode json(String... args) {
        return JsonMapper.shared().readTree(explain(args));
    }

    private int status(String... args) {
        run = CommandLineRun.of(
                Stream.concat(Stream.of("explain"), Stream.of(args)).toArray(String[]::new));
        return run.status();
    }
}
