// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Kind;
import dev.udpbounce.event.SocketCall.Links;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.event.SocketVerdict;
import dev.udpbounce.event.Unsent;
import dev.udpbounce.event.Unsent.Why;
import dev.udpbounce.fixtures.Rfc4180;
import dev.udpbounce.render.csv.CsvWriter;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.json.JsonWriter;
import dev.udpbounce.render.json.StrictSchema;
import dev.udpbounce.render.text.SocketVerdictText;
import dev.udpbounce.render.text.TextOptions;
import dev.udpbounce.render.text.TextWriter;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SocketCallRenderTest {
    private static final Endpoint PEER = new Endpoint(Samples.LOOPBACK, 1060);
    private static final Endpoint LOCAL = new Endpoint(Samples.LOOPBACK, 45117);
    private static final SocketState CONNECTED = new SocketState(PEER, false, false, LOCAL);
    private static final SocketOwner SENDER = new SocketOwner(4711, 4711, "python3", 1000, 98765, 3);

    private static SocketCall call(
            String name, Kind kind, long result, int errno, @Nullable ExtendedError error, Links links) {
        List<Message> messages = kind == Kind.SEND ? List.of(new Message(PEER, 3, Prefix.NONE)) : List.of();
        String detail = error == null ? "" : "MSG_ERRQUEUE";
        int reported = error == null ? errno : error.errno();
        return new SocketCall(
                new SocketCall.Request(name, kind, Samples.FIRST_NS, null, detail, messages),
                new SocketCall.Answer(Samples.FIRST_NS + 61_000, result, errno, reported, error),
                SENDER,
                1,
                CONNECTED,
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

    private static Links links(
            List<Long> sent, List<Long> reports, @Nullable Endpoint stale, long afterNs, @Nullable Why why) {
        Unsent unsent = why == null ? null : new Unsent(why, true, -1, 1);
        return new Links(sent, reports, stale, afterNs, false, unsent, null);
    }

    private static SocketVerdict verdict(
            SocketOwner owner, @Nullable Endpoint local, long sends, long lost, Map<Story, Long> stories) {
        return new SocketVerdict(
                1,
                owner,
                local,
                local == null ? List.of() : List.of(PEER),
                new SocketVerdict.Sends(sends, lost == 0 ? Map.of() : Map.of(Why.PENDING_ERROR, lost)),
                new SocketVerdict.Errors(stories, 0, 0, 0, 0, 0, sends),
                lost > 0,
                false,
                false);
    }

    @Test
    void aSendNamesItsDatagram() throws IOException {
        SocketCall send = call("sendto", Kind.SEND, 3, 0, null, links(List.of(1L), List.of(), null, -1, null));

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
                call("recvfrom", Kind.RECEIVE, -1, 111, null, links(List.of(), List.of(2L), null, 61_000, null));

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
        SocketCall send =
                call("sendto", Kind.SEND, -1, 111, null, links(List.of(), List.of(2L), former, 5, Why.PENDING_ERROR));

        JsonNode syscall = json(send).get("syscall");

        assertThat(syscall.get("transmitted").booleanValue()).isFalse();
        assertThat(syscall.get("stale").get("peer_port").intValue()).isEqualTo(999);
        assertThat(text(send)).contains("stale: it is about 127.0.0.1:999", "its own datagram was not sent");
    }

    @Test
    void anEntryOfTheErrorQueueIsShownWhole() throws IOException {
        ExtendedError error = new ExtendedError(111, 2, 3, 3, 0, Samples.LOOPBACK, 3);
        SocketCall read =
                call("recvmsg", Kind.ERROR_QUEUE, 3, 0, error, links(List.of(), List.of(2L), null, 9000, null));

        JsonNode syscall = json(read).get("syscall");

        assertThat(syscall.get("reported_errno").intValue()).isEqualTo(111);
        assertThat(syscall.get("extended_err").get("offender_ip").asString()).isEqualTo("127.0.0.1");
        assertThat(syscall.get("extended_err").get("returned_len").intValue()).isEqualTo(3);
        assertThat(text(read)).contains("ECONNREFUSED 3/3 from 127.0.0.1", "told of #2");
    }

    @Test
    void theVerdictSaysWhatWasLostAndWhatWouldChangeIt() {
        SocketVerdict verdict = verdict(SENDER, LOCAL, 4, 4, Map.of(Story.TOLD, 4L));

        assertThat(SocketVerdictText.lines(verdict, true))
                .first()
                .asString()
                .isEqualTo("socket 1 of python3[4711], 127.0.0.1:45117: 4 datagrams sent to 127.0.0.1:1060; 4 bounced;"
                        + " 4 told to the program; 4 datagrams never left: the send failed with the error of an earlier"
                        + " one.");
        assertThat(SocketVerdictText.lines(verdict, true)).anyMatch(line -> line.contains("SO_ERROR"));
    }

    @Test
    void errorsAboutDatagramsThatNeverLeftAreNotBounces() {
        SocketVerdict verdict = verdict(SENDER, LOCAL, 0, 1, Map.of(Story.TOLD, 1L));

        assertThat(SocketVerdictText.lines(verdict, true))
                .first()
                .asString()
                .contains("0 datagrams sent", "; 1 error came back; 1 told to the program;")
                .doesNotContain("bounced");
    }

    @Test
    void theVerdictOfASocketThatWasNeverToldNamesConnectAndRecverr() {
        SocketVerdict verdict = verdict(SENDER, LOCAL, 1, 0, Map.of(Story.NEVER_TOLD, 1L));

        assertThat(SocketVerdictText.lines(verdict, true))
                .anyMatch(line -> line.contains("connect()") && line.contains("IP_RECVERR"));
    }

    @Test
    void aHostileProgramNameCannotEscape() {
        SocketOwner hostile = new SocketOwner(1, 1, "\u001b[31mred", 0, 1, 3);
        SocketVerdict verdict = verdict(hostile, null, 1, 0, Map.of());

        assertThat(SocketVerdictText.lines(verdict, false)).noneMatch(line -> line.indexOf('\u001b') >= 0);
    }

    @Test
    void aRowOfCsvHasACellUnderEveryName() throws IOException {
        SocketCall receive =
                call("recvfrom", Kind.RECEIVE, -1, 111, null, links(List.of(), List.of(2L), null, 61_000, null));
        List<List<String>> rows = Rfc4180.rows(Samples.write(
                out -> new CsvWriter(out, Flush.WHEN_FULL),
                List.of(new Event.Syscall(receive), Samples.bounced(Samples.SEND, 2)),
                Samples.summary()));
        List<String> names = rows.get(0);
        List<String> cells = rows.get(1);

        assertThat(cells.get(names.indexOf("syscall.name"))).isEqualTo("recvfrom");
        assertThat(cells.get(names.indexOf("syscall.reports_pcap_cnts"))).isEqualTo("2");
        assertThat(cells.get(names.indexOf("dest_port"))).isEqualTo("1060");
        assertThat(cells.get(names.indexOf("syscall.process.fd"))).isEqualTo("3");
    }
}
