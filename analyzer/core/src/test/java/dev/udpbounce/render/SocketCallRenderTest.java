package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.Fate.Story;
import dev.udpbounce.timeline.Prefix;
import dev.udpbounce.timeline.Sender;
import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Kind;
import dev.udpbounce.timeline.SocketCall.Links;
import dev.udpbounce.timeline.SocketCall.Message;
import dev.udpbounce.timeline.SocketCall.State;
import dev.udpbounce.timeline.SocketVerdict;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SocketCallRenderTest {
    private static final Endpoint PEER = new Endpoint(Samples.LOOPBACK, 1060);
    private static final Endpoint LOCAL = new Endpoint(Samples.LOOPBACK, 45117);
    private static final State CONNECTED = new State(PEER, false, false, LOCAL);
    private static final Sender SENDER = new Sender(4711, 4711, "python3", 1000, 98765, 3);

    private static SocketCall call(
            String name, Kind kind, long result, int errno, @Nullable ExtendedError error, Links links) {
        List<Message> messages = kind == Kind.SEND ? List.of(new Message(PEER, 3, Prefix.NONE)) : List.of();
        return new SocketCall(
                name,
                kind,
                Samples.FIRST_NS,
                Samples.FIRST_NS + 61_000,
                SENDER,
                1,
                null,
                error == null ? "" : "MSG_ERRQUEUE",
                messages,
                result,
                errno,
                errno == 0 ? null : "ECONNREFUSED",
                error == null ? errno : error.errno(),
                CONNECTED,
                error,
                links);
    }

    private static JsonNode json(SocketCall call) throws IOException {
        String text = Samples.write(
                out -> new JsonWriter(out, JsonWriter.Shape.LINES, Flush.WHEN_FULL),
                List.of(new Event.Syscall(call)),
                Samples.summary());
        return StrictSchema.event(text.lines().findFirst().orElseThrow());
    }

    private static String text(SocketCall call) throws IOException {
        String text = Samples.write(
                out -> new TextWriter(out, TextOptions.plain()), List.of(new Event.Syscall(call)), Samples.summary());
        return text.lines().filter(line -> line.contains("python3")).findFirst().orElseThrow();
    }

    @Test
    void aSendNamesItsDatagram() throws IOException {
        SocketCall send = call("sendto", Kind.SEND, 3, 0, null, new Links(List.of(1L), List.of(), null, -1, true));

        JsonNode event = json(send);

        assertThat(event.get("dest_port").intValue()).isEqualTo(1060);
        assertThat(event.get("src_port").intValue()).isEqualTo(45117);
        JsonNode syscall = event.get("syscall");
        assertThat(syscall.get("name").asString()).isEqualTo("sendto");
        assertThat(syscall.get("sent_pcap_cnt").intValue()).isEqualTo(1);
        assertThat(syscall.get("transmitted").booleanValue()).isTrue();
        assertThat(syscall.get("duration_ns").intValue()).isEqualTo(61_000);
        assertThat(syscall.has("errno")).isFalse();
        assertThat(text(send)).endsWith("python3[4711]  sendto(3, 3 bytes) = 3  sent #1");
    }

    @Test
    void aReceiveNamesTheErrorThatItReports() throws IOException {
        SocketCall receive =
                call("recvfrom", Kind.RECEIVE, -1, 111, null, new Links(List.of(), List.of(2L), null, 61_000, true));

        JsonNode syscall = json(receive).get("syscall");

        assertThat(syscall.get("reports_pcap_cnt").intValue()).isEqualTo(2);
        assertThat(syscall.get("errno").intValue()).isEqualTo(111);
        assertThat(syscall.get("told_after_ns").intValue()).isEqualTo(61_000);
        assertThat(syscall.has("transmitted")).isFalse();
        assertThat(text(receive)).endsWith("recvfrom(3) = -1 ECONNREFUSED  told of #2, 61 µs later");
    }

    @Test
    void aSendThatCostItsDatagramSaysSo() throws IOException {
        Endpoint former = new Endpoint(Samples.LOOPBACK, 999);
        SocketCall send = call("sendto", Kind.SEND, -1, 111, null, new Links(List.of(), List.of(2L), former, 5, false));

        JsonNode syscall = json(send).get("syscall");

        assertThat(syscall.get("transmitted").booleanValue()).isFalse();
        assertThat(syscall.get("stale").get("peer_port").intValue()).isEqualTo(999);
        assertThat(text(send)).contains("stale: it is about 127.0.0.1:999", "its own datagram was not sent");
    }

    @Test
    void anEntryOfTheErrorQueueIsShownWhole() throws IOException {
        ExtendedError error = new ExtendedError(111, "ECONNREFUSED", 2, 3, 3, 0, Samples.LOOPBACK, 3);
        SocketCall read =
                call("recvmsg", Kind.ERROR_QUEUE, 3, 0, error, new Links(List.of(), List.of(2L), null, 9000, true));

        JsonNode syscall = json(read).get("syscall");

        assertThat(syscall.get("reported_errno").intValue()).isEqualTo(111);
        assertThat(syscall.get("extended_err").get("offender_ip").asString()).isEqualTo("127.0.0.1");
        assertThat(syscall.get("extended_err").get("returned_len").intValue()).isEqualTo(3);
        assertThat(text(read)).contains("ECONNREFUSED 3/3 from 127.0.0.1", "told of #2");
    }

    @Test
    void theVerdictSaysWhatWasLostAndWhatWouldChangeIt() {
        SocketVerdict verdict =
                new SocketVerdict(1, SENDER, LOCAL, List.of(PEER), 4, 4, 0, 4, Map.of(Story.TOLD, 4L), 0, true, false);

        assertThat(SocketVerdictText.lines(verdict, true))
                .first()
                .asString()
                .isEqualTo("socket 1 of python3[4711], 127.0.0.1:45117: 4 datagrams sent to 127.0.0.1:1060; 4 bounced;"
                        + " 4 told to the program; 4 datagrams never left: the send failed with the error of an earlier"
                        + " one.");
        assertThat(SocketVerdictText.lines(verdict, true)).anyMatch(line -> line.contains("SO_ERROR"));
    }

    @Test
    void theVerdictOfASocketThatWasNeverToldNamesConnectAndRecverr() {
        SocketVerdict verdict = new SocketVerdict(
                1, SENDER, LOCAL, List.of(PEER), 1, 0, 0, 0, Map.of(Story.NEVER_TOLD, 1L), 0, false, false);

        assertThat(SocketVerdictText.lines(verdict, true))
                .anyMatch(line -> line.contains("connect()") && line.contains("IP_RECVERR"));
    }

    @Test
    void aHostileProgramNameCannotEscape() {
        Sender hostile = new Sender(1, 1, "\u001b[31mred", 0, 1, 3);
        SocketVerdict verdict = new SocketVerdict(1, hostile, null, List.of(), 1, 0, 0, 1, Map.of(), 0, true, false);

        assertThat(SocketVerdictText.lines(verdict, false)).noneMatch(line -> line.indexOf('\u001b') >= 0);
    }

    @Test
    void aRowOfCsvHasACellUnderEveryName() throws IOException {
        SocketCall receive =
                call("recvfrom", Kind.RECEIVE, -1, 111, null, new Links(List.of(), List.of(2L), null, 61_000, true));
        List<String> lines = Samples.write(
                        out -> new CsvWriter(out, Flush.WHEN_FULL),
                        List.of(new Event.Syscall(receive), Samples.bounced(Samples.SEND, 2)),
                        Samples.summary())
                .lines()
                .toList();
        List<String> names = List.of(lines.get(0).split(",", -1));
        List<String> cells = List.of(lines.get(1).split(",", -1));

        assertThat(cells).hasSameSizeAs(names);
        assertThat(lines.get(2).split(",", -1)).hasSameSizeAs(names);
        assertThat(cells.get(names.indexOf("syscall.name"))).isEqualTo("recvfrom");
        assertThat(cells.get(names.indexOf("syscall.reports_pcap_cnts"))).isEqualTo("2");
        assertThat(cells.get(names.indexOf("dest_port"))).isEqualTo("1060");
        assertThat(cells.get(names.indexOf("syscall.process.fd"))).isEqualTo("3");
    }
}
