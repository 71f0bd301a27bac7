// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Real programs, traced and captured: what becomes of their errors. */
class RunStoriesIT {
    @TempDir
    static Path folder;

    private static TestPrograms programs;

    @BeforeAll
    static void prepare() throws IOException {
        programs = TestPrograms.in(folder, "experiment.py");
    }

    private static Trial python(String... arguments) throws IOException {
        return python(List.of(), arguments);
    }

    private static Trial python(List<String> options, String... arguments) throws IOException {
        return Trial.run(folder, options, programs.scripted(arguments));
    }

    private static void check(Trial trial, int sends, String stories, long lost) {
        assertThat(trial.status()).as(trial.err()).isZero();
        assertThat(trial.of("udp_send")).hasSize(sends);
        assertThat(String.join(" ", trial.stories())).isEqualTo(stories);
        assertThat(trial.lostSends()).isEqualTo(lost);
        for (JsonNode call : trial.calls("sendto", "sendmsg", "write")) {
            assertThat(call.has("sent_pcap_cnt"))
                    .as(call.toString())
                    .isEqualTo(call.get("ret").intValue() >= 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "program_one, 1, told, 0",
        "program_one_v6, 1, told, 0",
        "program_one_dual_stack, 1, told, 0",
        "program_two, 0, '', 0",
        "unconnected, 1, never_told, 0",
        "recverr, 1, told, 0",
        "alternating, 4, told told told told, 4",
        "stale, 2, stale, 1",
        "closed_early, 1, died_with_socket, 0",
        "take_error, 1, told, 0",
        "child_is_told, 1, told, 0",
        "after_exec, 1, told, 0"
    })
    void tellsTheStoryOfAPythonProgram(String name, int sends, String stories, long lost) throws IOException {
        check(python(name), sends, stories, lost);
    }

    @ParameterizedTest
    @CsvSource({
        "program_one, 1, told, 0",
        "program_two, 0, '', 0",
        "unconnected, 1, never_told, 0",
        "recverr, 1, told, 0",
        "alternating, 4, told told told told, 4",
        "stale, 2, stale, 1",
        "disconnected, 2, told never_told, 0"
    })
    void tellsTheStoryOfACProgram(String name, int sends, String stories, long lost) throws IOException {
        check(Trial.run(folder, List.of(), programs.binary(), name), sends, stories, lost);
    }

    @Test
    void callsOnSeveralDatagramsAndWaitsAreSeenAndIoUringIsSaidNotToBe() throws IOException {
        Trial trial = Trial.run(folder, List.of(), programs.binary(), "several");

        check(trial, 2, "never_told told", 0);
        assertThat(trial.calls("sendmmsg"))
                .extracting(call -> call.get("ret").intValue())
                .containsExactly(1, 1);
        assertThat(trial.calls("poll", "epoll_wait"))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.get("detail").asString()).isEqualTo("POLLERR"));
        assertThat(trial.calls("recvmmsg").get(0).get("errno_name").asString()).isEqualTo("ECONNREFUSED");
        assertThat(trial.err()).contains("not seen: io_uring in experiment");
    }

    @Test
    void aSelectThatAnErrorEndsIsSeenAndOneThatADatagramEndsIsNot() throws IOException {
        Trial trial = Trial.run(folder, List.of(), programs.binary(), "selects");

        check(trial, 2, "told", 0);
        assertThat(trial.calls("select", "pselect6"))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.get("detail").asString()).isEqualTo("ready"));
        assertThat(trial.reporting())
                .singleElement()
                .satisfies(call -> assertThat(call.get("name").asString()).isEqualTo("recvfrom"));
    }

    @Test
    void allThatARecvmmsgReadsOfTheErrorQueueIsTold() throws IOException {
        Trial trial = Trial.run(folder, List.of(), programs.binary(), "queue_of_several");

        check(trial, 2, "told told", 1);
        JsonNode read = trial.calls("recvmmsg").get(0);
        assertThat(read.get("extended_err").get("returned_len").intValue()).isEqualTo(3);
        assertThat(read.get("reports_pcap_cnts")).hasSize(2);
    }

    @Test
    void aCheckThatNeedsPacketsFailsWithoutThem() throws IOException {
        Trial trial = python(List.of("--no-capture", "--fail-on", "untold"), "program_one");

        assertThat(trial.status()).isEqualTo(3);
        assertThat(trial.err()).contains("--fail-on untold needs the packets");
    }

    @Test
    void tellsTheSameStoryWithAStopAtEveryCall() throws IOException {
        Trial trial = python(List.of("--every-call"), "alternating");

        check(trial, 4, "told told told told", 4);
    }

    @Test
    void theReceiveThatIsToldFollowsTheErrorAndNamesIt() throws IOException {
        Trial trial = python("program_one");

        JsonNode send = trial.of("udp_send").get(0);
        JsonNode error = trial.of("icmp_error").get(0);
        JsonNode receive = trial.calls("recvfrom").get(0);
        assertThat(receive.get("reports_pcap_cnt")).isEqualTo(error.get("pcap_cnt"));
        assertThat(receive.get("errno_name").asString()).isEqualTo("ECONNREFUSED");
        assertThat(trial.calls("sendto").get(0).get("sent_pcap_cnt")).isEqualTo(send.get("pcap_cnt"));
        assertThat(send.get("udp_send").get("process").get("pid"))
                .isEqualTo(receive.get("process").get("pid"));
        assertThat(trial.err()).contains("1 datagram sent to 127.0.0.1:1060; 1 bounced; 1 told to the program");
    }

    /** Only libpcap understands {@code greater}, so the flows that were seen select the errors. */
    @ParameterizedTest
    @ValueSource(strings = {"port 1060", "port 1060 and greater 1"})
    void anErrorOfAFlowThatTheFilterLeavesOutIsLeftOut(String expression) throws IOException {
        Trial trial = python(List.of("-f", expression), "two_peers");

        assertThat(trial.of("icmp_error")).as(trial.err()).hasSize(1);
        assertThat(trial.err()).contains("1 sends, 1 errors", "1 errors filtered");
    }

    /** {@code echo >&3} temporarily makes the socket the standard output, whose calls the filter lets pass. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSocketThatIsAStandardStreamIsFollowed(boolean everyCall) throws IOException {
        String script = "exec 3<>/dev/udp/127.0.0.1/1060; echo 12 >&3; echo 34 >&3; echo 56 >&3; true";
        Trial trial = Trial.run(folder, everyCall ? List.of("--every-call") : List.of(), "bash", "-c", script);

        check(trial, 2, "told died_with_socket", 1);
        assertThat(trial.calls("write")).hasSize(3);
    }

    @Test
    void theErrorQueueIsShownWithItsOffender() throws IOException {
        JsonNode read = python("recverr").calls("recvmsg").get(0);

        assertThat(read.get("extended_err").get("offender_ip").asString()).isEqualTo("127.0.0.1");
        assertThat(read.get("extended_err").get("type").intValue()).isEqualTo(3);
        assertThat(read.get("extended_err").get("returned_len").intValue()).isEqualTo(3);
    }

    @Test
    void everyErrorOfFourThreadsGoesToTheRightCall() throws IOException {
        Trial trial = python("threads");

        Map<Integer, Integer> causes = new HashMap<>();
        trial.of("icmp_error")
                .forEach(error -> causes.put(
                        error.get("pcap_cnt").intValue(),
                        error.get("icmp_error").get("cause_pcap_cnt").intValue()));
        Map<Integer, Integer> latest = new HashMap<>();
        int right = 0;
        for (JsonNode call : trial.calls("sendto", "recvfrom")) {
            int thread = call.get("process").get("tid").intValue();
            if (call.has("sent_pcap_cnt")) {
                latest.put(thread, call.get("sent_pcap_cnt").intValue());
            } else if (call.has("reports_pcap_cnt")) {
                Integer cause = causes.get(call.get("reports_pcap_cnt").intValue());
                right += cause != null && cause.equals(latest.get(thread)) ? 1 : 0;
            }
        }
        assertThat(right).isEqualTo(1000);
    }

    @Test
    void tellsTheStoryOfAJavaProgram() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        check(Trial.run(folder, List.of(), java, Trial.program("ProgramOne.java", folder)), 1, "told", 0);
    }

    @ParameterizedTest
    @CsvSource({
        "lost-send, alternating, 1",
        "lost-send, program_one, 0",
        "stale, stale, 1",
        "untold, unconnected, 1",
        "untold, program_one, 0"
    })
    void failsOnWhatTheUserNames(String what, String name, int status) throws IOException {
        assertThat(python(List.of("--fail-on", what), name).status()).isEqualTo(status);
    }

    @Test
    void withoutPacketsTheCallsAloneTellOfALostSend() throws IOException {
        Trial trial = python(List.of("--no-capture", "--fail-on", "lost-send"), "alternating");

        assertThat(trial.status()).isEqualTo(1);
        assertThat(trial.lostSends()).isEqualTo(4);
        assertThat(trial.of("udp_send")).isEmpty();
    }
}
