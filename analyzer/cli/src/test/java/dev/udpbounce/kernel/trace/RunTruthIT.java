// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The kernel's effects on real programs, in cases that their own calls and datagrams do not show. */
class RunTruthIT {
    private static final String UNTOLD = "untold";

    @TempDir
    static Path folder;

    private static TestPrograms programs;

    @BeforeAll
    static void prepare() throws IOException {
        programs = TestPrograms.in(folder, "sockets.py");
    }

    private static Trial prepared(String preparation, List<String> options, String... name) throws IOException {
        return Trial.prepared(preparation, folder, options, programs.scripted(name));
    }

    private static Trial failOnUntold(String... name) throws IOException {
        return prepared("true", List.of("--fail-on", UNTOLD), name);
    }

    private static JsonNode onlyError(Trial trial) {
        assertThat(trial.of("icmp_error")).as(trial.err()).hasSize(1);
        return trial.of("icmp_error").get(0).get("icmp_error");
    }

    private static List<Integer> frames(JsonNode frames) {
        return StreamSupport.stream(frames.spliterator(), false)
                .map(JsonNode::intValue)
                .toList();
    }

    private static List<Integer> frames(List<JsonNode> events) {
        return events.stream().map(event -> event.get("pcap_cnt").intValue()).toList();
    }

    @Test
    void theConnectedSocketOfAPortIsToldOfWhatTheListenerSent() throws IOException {
        Trial trial = failOnUntold("shared_port");

        assertThat(trial.status()).as(trial.err()).isZero();
        JsonNode error = onlyError(trial);
        assertThat(error.get("story").asString()).isEqualTo("told");
        assertThat(error.get("told_by").asString()).isEqualTo("receive");
        assertThat(error.get("other_socket").booleanValue()).isTrue();
        JsonNode receive = trial.reporting().get(0);
        assertThat(receive.get("socket_id").intValue()).isEqualTo(3);
        assertThat(receive.get("other_socket").booleanValue()).isTrue();
        assertThat(trial.err()).contains("1 error of datagrams that another socket sent");
    }

    @Test
    void aLateErrorGoesToTheSocketThatHasThePortByThen() throws IOException {
        Trial trial = prepared(
                "ip link add v0 type veth peer name v1; ip addr add 10.9.0.1/24 dev v0; ip link set v0 up; ip link set v1 up",
                List.of("--fail-on", "lost-send"),
                "rebound_port");

        assertThat(trial.status()).as(trial.err()).isEqualTo(1);
        JsonNode error = onlyError(trial);
        assertThat(error.get("told_by").asString()).isEqualTo("send");
        assertThat(error.get("other_socket").booleanValue()).isTrue();
        JsonNode send = trial.calls("sendto").get(1);
        assertThat(send.get("errno_name").asString()).isEqualTo("EHOSTUNREACH");
        assertThat(send.get("transmitted").booleanValue()).isFalse();
        assertThat(send.has("reports_pcap_cnt")).isTrue();
    }

    @Test
    void theFirewallOfThisHostIsNamed() throws IOException {
        Trial trial = prepared(
                "nft 'add table t; add chain t o { type filter hook output priority 0; };"
                        + " add rule t o udp dport 1060 reject'",
                List.of(),
                "refused");

        assertThat(trial.of("icmp_error")).as(trial.err()).hasSize(2).allSatisfy(error -> assertThat(
                        error.get("icmp_error").get("orphan_reason").asString())
                .isEqualTo("local_reject"));
        assertThat(trial.stories()).containsExactly("told", "died_with_socket");
        List<JsonNode> sends = trial.calls("sendto");
        assertThat(sends.get(0).get("unsent").get("reason").asString()).isEqualTo("firewall");
        assertThat(sends.get(1).get("reports_pcap_cnt"))
                .isEqualTo(trial.of("icmp_error").get(0).get("pcap_cnt"));
        assertThat(trial.err()).contains("2 refused by the own firewall").doesNotContain("errors filtered");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1"})
    void aCallIsTiedToAllSegmentsOfItsMessage(String byOption) throws IOException {
        Trial trial = prepared("true", List.of(), "segments", byOption);

        JsonNode send = trial.calls("sendmsg", "sendto").get(0);
        assertThat(send.get("segment_len").intValue()).as(trial.err()).isEqualTo(1000);
        assertThat(trial.of("udp_send")).hasSize(3);
        assertThat(frames(send.get("sent_pcap_cnts"))).isEqualTo(frames(trial.of("udp_send")));
        assertThat(trial.stories()).containsExactlyInAnyOrder("coalesced", "coalesced", "told");
        assertThat(trial.err()).contains("3 datagrams sent", "3 bounced");
    }

    @Test
    void anEntryOfTheErrorQueueThatIsNoErrorIsCalledWhatItIs() throws IOException {
        Trial trial = failOnUntold("timestamp");

        assertThat(trial.status()).as(trial.err()).isZero();
        assertThat(trial.calls("poll").get(0).get("found").asString()).isEqualTo("queue");
        JsonNode read = trial.calls("recvmsg").get(0);
        assertThat(read.get("extended_err").get("origin_name").asString()).isEqualTo("timestamping");
        assertThat(read.get("extended_err").has("mtu")).isFalse();
        assertThat(read.has("reported_errno")).isFalse();
        assertThat(trial.err()).doesNotContain("delivered to a call");
    }

    @Test
    void theErrorQueueSaysWhichMtuASendWasTooLargeFor() throws IOException {
        Trial trial = prepared("ip link set lo mtu 1500", List.of(), "queued_by_this_host");

        JsonNode entry = trial.calls("recvmsg").get(0).get("extended_err");
        assertThat(entry.get("origin_name").asString()).as(trial.err()).isEqualTo("local");
        assertThat(entry.get("mtu").intValue()).isEqualTo(1500);
        assertThat(trial.calls("poll").get(0).get("found").asString()).isEqualTo("queue");
    }

    @Test
    void aProgramThatPollsAndClosesWasTold() throws IOException {
        Trial trial = failOnUntold("polled_and_closed");

        assertThat(trial.status()).as(trial.err()).isZero();
        JsonNode error = onlyError(trial);
        assertThat(error.get("verdict").asString()).isEqualTo("told");
        assertThat(error.get("told_by").asString()).isEqualTo("poll");
        assertThat(trial.calls("poll").get(0).get("found").asString()).isEqualTo("pending_error");
    }

    @Test
    void aPartialSendSaysThatItTookTheErrorAndWhatDidNotLeave() throws IOException {
        Trial trial = Trial.run(folder, List.of("--fail-on", "lost-send"), programs.binary(), "several");

        assertThat(trial.status()).as(trial.err()).isEqualTo(1);
        JsonNode partial = trial.calls("sendmmsg").get(0);
        assertThat(partial.get("unsent").get("reason").asString()).isEqualTo("pending_error");
        assertThat(partial.has("reports_pcap_cnt")).isTrue();
    }

    @Test
    void aSendThatFailsByItselfIsExplained() throws IOException {
        Trial trial =
                prepared("ip link set lo mtu 1500; ip route add unreachable 10.201.0.0/16", List.of(), "refusals");

        assertThat(trial.calls("sendto"))
                .as(trial.err())
                .extracting(call -> call.get("unsent").get("reason").asString())
                .containsExactly("too_large", "too_large", "no_route", "unreachable");
        assertThat(trial.calls("sendto").get(0).get("unsent").get("mtu").intValue())
                .isEqualTo(1500);
        assertThat(trial.calls("sendto")).noneMatch(call -> call.get("unsent").has("likely"));
        assertThat(trial.err()).contains("1 without a route", "2 larger than the path MTU");
    }

    @Test
    void aPendingErrorOutlastsASendThatIsTooLarge() throws IOException {
        Trial trial = prepared("ip link set lo mtu 1500", List.of(), "told_then_too_large");

        assertThat(onlyError(trial).get("told_by").asString()).isEqualTo("so_error");
        assertThat(trial.calls("sendto").get(1).get("unsent").get("reason").asString())
                .isEqualTo("too_large");
    }

    /** Multi-queue cards deliver packets in this order. The program retries until the two are close in time. */
    @Test
    void anErrorThatIsCapturedBeforeItsDatagramIsTiedToIt() throws IOException {
        Trial trial = failOnUntold("icmp_first");

        assertThat(trial.status()).as(trial.err()).isEqualTo(1);
        JsonNode event = last(trial.of("icmp_error"));
        JsonNode error = event.get("icmp_error");
        JsonNode send = last(trial.of("udp_send"));
        assertThat(error.get("match").asString()).isEqualTo("exact");
        assertThat(error.get("cause_pcap_cnt")).isEqualTo(send.get("pcap_cnt"));
        assertThat(error.has("delay_ns")).isFalse();
        assertThat(error.get("story").asString()).isEqualTo("never_told");
        assertThat(event.get("pcap_cnt").intValue())
                .isLessThan(send.get("pcap_cnt").intValue());
        assertThat(send.get("udp_send").get("outcome").asString()).isEqualTo("bounced");
    }

    private static JsonNode last(List<JsonNode> events) {
        return events.get(events.size() - 1);
    }

    private Trial inNamespace(List<String> options, String unshare) throws IOException {
        return Trial.run(
                folder,
                options,
                "unshare",
                unshare,
                "sh",
                "-c",
                "ip link set lo up; exec \"$@\"",
                "sh",
                programs.python(),
                programs.script(),
                "two_sockets");
    }

    @Test
    void packetsOfAnotherNetworkNamespaceAreCapturedThere() throws IOException {
        Trial here = Trial.run(folder, List.of("--fail-on", UNTOLD), programs.scripted("two_sockets"));
        Trial trial = inNamespace(List.of("--fail-on", UNTOLD), "-n");

        assertThat(trial.status()).as(trial.err()).isEqualTo(here.status());
        assertThat(trial.err()).doesNotContain("not seen");
        assertThat(trial.calls("sendto")).noneMatch(call -> call.has("other_namespace"));
        assertThat(trial.of("icmp_error"))
                .hasSameSizeAs(here.of("icmp_error"))
                .allSatisfy(
                        error -> assertThat(error.at("/in_netns").asString("")).matches("[0-9]+"))
                .extracting(error -> error.at("/icmp_error/story").asString())
                .containsExactlyElementsOf(here.of("icmp_error").stream()
                        .map(error -> error.at("/icmp_error/story").asString())
                        .toList());
    }

    /** Both send the same datagrams from the same address and port at the same time. */
    @Test
    void equalSocketsOfTwoNamespacesAreKeptApart() throws IOException {
        String inNew = "unshare -n sh -c 'ip link set lo up; exec \"$0\" \"$@\"' \"$@\"";
        String program = """
                import socket, time
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(('127.0.0.1', 4000)); s.connect(('127.0.0.1', 1060))
                for i in range(6):
                    try: s.send(b'same')
                    except OSError: pass
                    time.sleep(.01)
                """;
        Trial trial = Trial.run(
                folder,
                List.of(),
                "sh",
                "-c",
                inNew + " & " + inNew + " & wait",
                "sh",
                programs.python(),
                "-c",
                program);

        List<JsonNode> errors = trial.of("icmp_error");
        assertThat(errors).as(trial.err()).hasSize(6);
        Map<String, Set<Integer>> processes = new HashMap<>();
        errors.forEach(error -> {
            assertThat(error.at("/icmp_error/story").asString("")).isEqualTo("told");
            processes
                    .computeIfAbsent(error.at("/in_netns").asString(""), namespace -> new HashSet<>())
                    .add(error.at("/icmp_error/process/pid").asInt());
        });
        assertThat(processes).hasSize(2).allSatisfy((namespace, its) -> assertThat(its)
                .hasSize(1));
        assertThat(processes.values().stream().flatMap(Set::stream).distinct()).hasSize(2);
    }

    @Test
    void packetsOfAnotherNetworkNamespaceAreSaidNotToBeSeenWithoutCapture() throws IOException {
        Trial trial = inNamespace(List.of("--fail-on", UNTOLD, "--no-capture"), "-n");

        assertThat(trial.status()).as(trial.err()).isEqualTo(3);
        assertThat(trial.err()).contains("not seen: the packets of").doesNotContain("0 bounced");
        assertThat(trial.calls("sendto")).allMatch(call -> call.has("other_namespace"));
    }

    @Test
    void callsOfSocketsOutsideOfTheFilterAreLeftOut() throws IOException {
        String program = Trial.program("experiment.py", folder);
        Trial trial = Trial.run(folder, List.of("-f", "port 1061"), programs.python(), program, "two_peers");

        assertThat(trial.calls("connect", "sendto", "recvfrom"))
                .as(trial.err())
                .hasSize(3)
                .allMatch(call -> call.get("socket_id").intValue() == 2);
        assertThat(trial.err()).contains("socket 2 of").doesNotContain("socket 1 of");
    }
}
