// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static dev.udpbounce.live.LiveTimeline.number;
import static dev.udpbounce.live.LiveTimeline.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.udpbounce.kernel.sys.ThreadFiles;
import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Capturing in other network namespaces than that of the program. */
class LiveNamespacesIT {
    /** Differs from the ports of other programs on this machine, whose namespaces are captured as well. */
    private static final int PORT = 20_000 + (int) (ProcessHandle.current().pid() % 5_000) * 2;

    /** A connected socket and an unconnected one, with fixed ports: in every namespace the same datagrams. */
    private static final String CLIENT = """
            import socket, sys
            def udp(port):
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                s.bind(('127.0.0.1', port))
                return s
            connected, unconnected = udp(4000), udp(4001)
            connected.connect(('127.0.0.1', PORT))
            connected.send(b'hi')
            unconnected.sendto(b'hi', ('127.0.0.1', PORT))
            sys.stdout.write('sent'); sys.stdout.flush()
            sys.stdin.read()
            """.replace("PORT", String.valueOf(PORT));

    @TempDir
    private Path folder;

    private LiveLab lab;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    private Running clientIn(String namespace) throws Exception {
        Running client = lab.spawn(LiveLab.inNamespace(namespace, List.of("python3", "-c", CLIENT)));
        client.awaitOut("sent");
        return client;
    }

    private static LiveTimeline end(Running live) throws Exception {
        live.signal("INT");
        Ended ended = live.await();
        assertThat(ended.status()).as(ended.err()).isZero();
        return LiveTimeline.of(ended.out());
    }

    private static List<JsonNode> of(String namespace, List<JsonNode> events) {
        return events.stream()
                .filter(event -> text(event, "/in_netns").equals(namespace))
                .toList();
    }

    @Test
    void theLoopbacksOfSeveralNamespacesAreCapturedSideBySide() throws Exception {
        String web = lab.namespace();
        String db = lab.namespace();
        Running live = lab.live("--netns", web + "," + db, "-T", "ndjson");
        clientIn(web);
        clientIn(db);
        live.awaitOut("\"event_type\":\"icmp_error\"", 4);
        LiveTimeline timeline = end(live);

        assertThat(live.errSoFar()).contains("listening on " + web + "/any (LINUX_SLL2), " + db + "/any (LINUX_SLL2)");
        for (String namespace : List.of(web, db)) {
            List<JsonNode> errors = of(namespace, timeline.errors());
            assertThat(errors)
                    .extracting(
                            error -> text(error, "/in_iface"), error -> number(error, "/icmp_error/quoted/src_port"))
                    .containsExactly(tuple("lo", 4000), tuple("lo", 4001));
        }
        assertThat(timeline.sends())
                .as("equal datagrams of two loopbacks are two")
                .hasSize(4);
        assertThat(number(timeline.summary(), "/duplicates")).isZero();
        assertThat(number(timeline.summary(), "/orphan")).isZero();
    }

    @Test
    void theSocketIsLookedUpWhereItIs() throws Exception {
        String web = lab.namespace();
        Running live = lab.live("--netns", "all", "-T", "ndjson", "-f", "port " + PORT);
        Running there = clientIn(web);
        Running here = lab.client(CLIENT);
        here.awaitOut("sent");
        live.awaitOut("\"event_type\":\"icmp_error\"", 4);
        LiveTimeline timeline = end(live);

        for (Running client : List.of(here, there)) {
            int pid = (int) client.process().pid();
            assertThat(of(client.equals(there) ? web : "", timeline.errors()))
                    .extracting(
                            error -> number(error, "/icmp_error/quoted/src_port"),
                            error -> text(error, "/icmp_error/verdict"),
                            error -> text(error, "/icmp_error/verdict_from"),
                            error -> number(error, "/icmp_error/process/pid"))
                    .containsExactly(tuple(4000, "told", "kernel", pid), tuple(4001, "never_told", "kernel", pid));
            assertThat(of(client.equals(there) ? web : "", timeline.sends()))
                    .allSatisfy(send ->
                            assertThat(number(send, "/udp_send/process/pid")).isEqualTo(pid));
        }
    }

    @Test
    void whoIsToldOfAnErrorFromTheHostIsKnownInTheContainer() throws Exception {
        String web = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", web, "b0", "10.1.0.2/24");
        Running live = lab.live("--netns", "all", "-T", "ndjson", "-f", "port " + PORT);
        Running client = lab.spawn(LiveLab.inNamespace(
                web,
                List.of(
                        "python3",
                        "-c",
                        CLIENT.replace("'127.0.0.1', port", "'10.1.0.2', port").replace("127.0.0.1", "10.1.0.1"))));
        client.awaitOut("sent");
        live.awaitOut("\"verdict\":", 2);
        LiveTimeline timeline = end(live);

        List<JsonNode> first = timeline.errors().stream()
                .filter(error -> error.at("/icmp_error/duplicate_of_pcap_cnt").isMissingNode())
                .toList();
        assertThat(first)
                .extracting(
                        error -> text(error, "/in_iface"),
                        error -> text(error, "/icmp_error/verdict"),
                        error -> number(error, "/icmp_error/process/pid"))
                .containsExactly(tuple("a0", "told", (int) client.process().pid()), tuple("a0", "never_told", (int)
                        client.process().pid()));
        assertThat(timeline.sends()).hasSize(2).allSatisfy(send -> assertThat(text(send, "/in_netns"))
                .isEqualTo(web));
    }

    @Test
    void aDeliveryIsThatOfItsOwnNamespace() throws Exception {
        String web = lab.namespace();
        Running live = lab.live("--netns", "all", "-T", "ndjson", "-f", "port " + PORT);
        String told = CLIENT.replace("sys.stdout.write", """
                try: connected.recv(1)
                except OSError: pass
                sys.stdout.write""");
        clientIn(web);
        lab.spawn(LiveLab.inNamespace(lab.home(), List.of("python3", "-c", told)))
                .awaitOut("sent");
        live.awaitOut("\"by\":\"receive\"");
        LiveTimeline timeline = end(live);

        JsonNode delivery = timeline.deliveries().stream()
                .filter(each -> text(each, "/delivery/by").equals("receive"))
                .findFirst()
                .orElseThrow();
        JsonNode error = timeline.errors().stream()
                .filter(each -> number(each, "/pcap_cnt") == number(delivery, "/delivery/error_pcap_cnt"))
                .findFirst()
                .orElseThrow();
        assertThat(text(error, "/in_netns"))
                .as("the client in the other namespace has received nothing")
                .isEmpty();
        assertThat(number(error, "/icmp_error/quoted/src_port")).isEqualTo(4000);
    }

    @Test
    void aProcessStandsForItsNamespaceAndTheOwnOneHasNoName() throws Exception {
        String web = lab.namespace();
        String pid = String.valueOf(clientIn(web).process().pid());
        Running here = lab.client(CLIENT);
        here.awaitOut("sent");
        Running live = lab.live(
                "--netns",
                pid,
                "--netns",
                web,
                "--netns",
                String.valueOf(here.process().pid()),
                "-T",
                "ndjson");
        lab.python("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))");
        lab.spawn(LiveLab.inNamespace(
                        web,
                        List.of("python3", "-c", CLIENT.replace("4000", "5000").replace("4001", "5001"))))
                .awaitOut("sent");
        live.awaitOut("\"event_type\":\"icmp_error\"", 3);
        LiveTimeline timeline = end(live);

        assertThat(of(pid, timeline.errors())).hasSize(2);
        assertThat(of("", timeline.errors())).hasSize(1);
    }

    @Test
    void allAreCapturedEachAtItsInterfaces() throws Exception {
        String web = lab.namespace();
        lab.join(lab.home(), "a0", "10.1.0.1/24", web, "b0", "10.1.0.2/24");
        Running live = lab.live("--netns", "all", "-T", "ndjson", "-f", "port " + PORT + " or port " + (PORT + 1));
        lab.python("import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('10.1.0.2', "
                + (PORT + 1) + "))");
        clientIn(web);
        live.awaitOut("\"event_type\":\"icmp_error\"", 3);
        LiveTimeline timeline = end(live);

        JsonNode crossing = timeline.sends().stream()
                .filter(send -> number(send, "/dest_port") == PORT + 1)
                .findFirst()
                .orElseThrow();
        assertThat(text(crossing, "/in_iface")).isEqualTo("a0");
        assertThat(text(crossing, "/in_netns")).isEmpty();
        assertThat(number(timeline.summary(), "/udp_sends"))
                .as("a datagram that crosses from one namespace to another is one")
                .isEqualTo(3);
        assertThat(of(web, timeline.errors()).stream()
                        .filter(error -> text(error, "/in_iface").equals("lo")))
                .hasSize(2);
    }

    @Test
    void aRecordingNamesInterfaceAndNamespace() throws Exception {
        String web = lab.namespace();
        Path file = folder.resolve("web.pcapng");
        Running live = lab.live("--netns", web, "-w", file.toString(), "-T", "ndjson");
        clientIn(web);
        live.awaitOut("\"event_type\":\"icmp_error\"", 2);
        end(live);

        Ended read = lab.spawn(List.of(LiveLab.LAUNCHER.toString(), "read", "-T", "ndjson", file.toString()))
                .await();
        LiveTimeline timeline = LiveTimeline.of(read.out());
        assertThat(timeline.errors()).hasSize(2).allSatisfy(error -> assertThat(text(error, "/in_iface"))
                .isEqualTo(web + "/any"));
    }

    /** Returns the values of a field of these threads' statuses. */
    private static List<String> valuesOf(List<String> threads, String field) {
        return threads.stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .toList();
    }

    @Test
    void allFindsThoseThatComeLaterWithTheRightsOfOneThreadAlone() throws Exception {
        Path file = folder.resolve("later.pcapng");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Running live = lab.live("--netns", "all", "-Z", "nobody", "-T", "ndjson", "-w", file.toString());
        String web = lab.namespace();
        live.awaitErr("also listening in network namespace " + web);
        Running client = clientIn(web);
        live.awaitOut("\"in_netns\":\"" + web + "\"", 4);

        List<String> threads = ThreadFiles.read(live.process().pid(), "status");
        assertThat(valuesOf(threads, "CapEff"))
                .filteredOn(caps -> !caps.equals("0000000000000000"))
                .as("CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_PTRACE and CAP_SYS_ADMIN, in one thread")
                .containsExactly("0000000000283000");
        assertThat(valuesOf(threads, "CapPrm")).isEqualTo(valuesOf(threads, "CapEff"));
        assertThat(valuesOf(threads, "CapInh")).containsOnly("0000000000000000");
        assertThat(valuesOf(threads, "CapBnd")).containsOnly("0000000000000000");
        assertThat(valuesOf(threads, "Uid")).allSatisfy(uids -> assertThat(uids).doesNotContainPattern("\\b0\\b"));
        assertThat(valuesOf(threads, "NoNewPrivs")).containsOnly("1");
        LiveTimeline timeline = end(live);

        assertThat(of(web, timeline.errors()))
                .extracting(
                        error -> text(error, "/icmp_error/verdict"), error -> number(error, "/icmp_error/process/pid"))
                .containsExactly(tuple("told", (int) client.process().pid()), tuple("never_told", (int)
                        client.process().pid()));
        Ended read = lab.spawn(List.of(LiveLab.LAUNCHER.toString(), "read", "-T", "ndjson", file.toString()))
                .await();
        assertThat(LiveTimeline.of(read.out()).errors())
                .filteredOn(error -> text(error, "/in_iface").equals(web + "/any"))
                .hasSize(2);
    }

    @Test
    void aNamespaceThatNobodyElseHasEnds() throws Exception {
        Running live = lab.live("--netns", "all");
        String web = lab.namespace();
        live.awaitErr("also listening in network namespace " + web);
        lab.join(lab.home(), "a0", "10.1.0.1/24", web, "b0", "10.1.0.2/24");
        lab.remove(web);
        live.awaitErr("network namespace " + web + " has ended");
        // The kernel removes the interfaces of a namespace, and their other ends, when nothing refers to it.
        LiveLab.until(() -> !lab.in(lab.home(), "ip", "-o", "link").contains("a0"));
        assertThat(lab.in(lab.home(), "ip", "-o", "link")).doesNotContain("a0");
        live.signal("INT");
        assertThat(live.await().status()).isZero();
    }

    @Test
    void whatIsNoNamespaceIsAClearError() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Ended absent = lab.start("--netns", "no\u001b[31m").await();
        assertThat(absent.status()).isEqualTo(3);
        assertThat(absent.err()).isEqualTo("udpbounce: network namespace no\\x1b[31m does not exist\n");

        Ended path = lab.start("--netns", file.toString()).await();
        assertThat(path.status()).isEqualTo(3);
        assertThat(path.err()).contains("does not exist").hasLineCount(1);

        Running dead = lab.client("pass");
        dead.await();
        Ended ended = lab.start("--netns", String.valueOf(dead.process().pid())).await();
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err()).contains("does not exist").hasLineCount(1);
    }

    @Test
    void runSaysThatItCannotEnterTheNamespaceOfASocket() throws Exception {
        Ended ended = lab.spawn(LiveLab.inNamespace(
                        lab.home(),
                        List.of(
                                "setpriv",
                                "--bounding-set=-sys_admin",
                                "--inh-caps=-sys_admin",
                                LiveLab.LAUNCHER.toString(),
                                "run",
                                "--fail-on",
                                "untold",
                                "--",
                                "unshare",
                                "-Urn",
                                "bash",
                                "-c",
                                "ip link set lo up; echo x >/dev/udp/127.0.0.1/1060")))
                .await();

        assertThat(ended.status()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err()).contains(" cannot be entered", "not seen: the packets of bash");
    }

    @Test
    void withoutTheRightsTheErrorSaysWhatIsNeeded() throws Exception {
        String web = lab.namespace();
        Ended ended = lab.spawn(LiveLab.inNamespace(
                        lab.home(),
                        List.of(
                                "setpriv",
                                "--reuid=65534",
                                "--regid=65534",
                                "--clear-groups",
                                "--inh-caps=+net_raw,+net_admin",
                                "--ambient-caps=+net_raw,+net_admin",
                                LiveLab.LAUNCHER.toString(),
                                "live",
                                "--netns",
                                web)))
                .await();

        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.err())
                .isEqualTo("udpbounce: network namespace " + web
                        + " cannot be entered: it needs root, or CAP_SYS_ADMIN and CAP_SYS_PTRACE\n");
    }
}
