// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.kernel.sys.LiveMachine;
import dev.udpbounce.live.LiveLab.Ended;
import dev.udpbounce.live.LiveLab.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** udpbounce as an interface of Wireshark, captured on by tshark and by hand. */
class ExtcapIT {
    private static final Path SCRIPT = LiveLab.LAUNCHER.resolveSibling("udpbounce-extcap");
    private static final List<String> NOBODY = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

    /** The same user, who can read the program in any folder. */
    private static final List<String> READER = Stream.concat(
                    NOBODY.stream(), Stream.of("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"))
            .toList();

    /** Sends to a closed port a few times a second, as long as it runs. */
    private static final String TRAFFIC = """
            import socket, time
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            while True:
                s.sendto(b'123', ('127.0.0.1', 1060))
                time.sleep(.05)
            """;

    @TempDir
    private Path folder;

    private LiveLab lab;
    private Path home;

    @BeforeEach
    void openLab() throws Exception {
        lab = LiveLab.open(folder);
        LiveMachine.needs(has("tshark"), "tshark");
        LiveMachine.needs(has("setcap"), "setcap, of the package libcap2-bin");
        // Another user reads the script and writes captures here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        home = Files.createDirectory(folder.resolve("home"));
        // Until Wireshark 4.0, and from 4.2 on.
        for (String where : List.of(".config/wireshark/extcap", ".local/lib/wireshark/extcap")) {
            Files.createSymbolicLink(
                    Files.createDirectories(home.resolve(where)).resolve("udpbounce"), SCRIPT);
        }
    }

    @AfterEach
    void closeLab() throws Exception {
        lab.close();
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    /** Makes the links lead to a copy, because another user may not reach the tree. */
    private void copyScript() throws IOException {
        Path copy = Files.copy(SCRIPT, folder.resolve("udpbounce-extcap"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String where : List.of(".config/wireshark/extcap", ".local/lib/wireshark/extcap")) {
            Files.delete(home.resolve(where).resolve("udpbounce"));
            Files.createSymbolicLink(home.resolve(where).resolve("udpbounce"), copy);
        }
    }

    private Running tshark(List<String> as, String... options) throws IOException {
        List<String> command = new ArrayList<>(as);
        command.addAll(List.of("env", "HOME=" + home, "PATH=" + folder + ":" + System.getenv("PATH"), "tshark"));
        command.addAll(List.of(options));
        return lab.spawn(LiveLab.inNamespace(lab.home(), command));
    }

    private static List<String> packets(String interfaceName, String... more) {
        List<String> options = new ArrayList<>(List.of("-i", "udpbounce", "-c", "4", "-n"));
        options.addAll(List.of("-o", "extcap.udpbounce.interface:" + interfaceName));
        options.addAll(List.of("-T", "fields", "-e", "frame.number", "-e", "icmp.type", "-e", "frame.comment"));
        options.addAll(List.of(more));
        return options;
    }

    /** Waits until only this process is left in the namespace. */
    private void awaitNoProcess(Running... others) throws Exception {
        for (Running other : others) {
            other.signal("KILL");
            other.process().waitFor();
        }
        LiveLab.until(() -> lab.run("ip", "netns", "pids", lab.home()).isBlank());
        assertThat(lab.run("ip", "netns", "pids", lab.home())).isBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "--extcap-interfaces, interface {value=udpbounce}",
        "--extcap-dlts, dlt {number=276}",
        "--extcap-config, value {arg=0}{value=lo}{display=lo}"
    })
    void theAnswersNeedNoOtherProgram(String question, String answer) throws Exception {
        Running script = lab.spawn(List.of(
                "env",
                "-i",
                "PATH=/nonexistent",
                SCRIPT.toString(),
                question,
                "--extcap-interface",
                "udpbounce",
                "--extcap-version=4.0"));
        Ended ended = script.await();

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).contains(answer);
    }

    @Test
    void anotherInterfaceIsRefused() throws Exception {
        Ended ended = lab.spawn(List.of(SCRIPT.toString(), "--extcap-config", "--extcap-interface", "sshdump"))
                .await();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).isEqualTo("udpbounce-extcap: there is no interface 'sshdump'\n");
    }

    /** Interfaces may have names that the syntax of the answers cannot express. */
    @Test
    void anInterfaceWithAHostileNameIsLeftOut() throws Exception {
        lab.in(lab.home(), "ip", "link", "add", "{value=x}", "type", "veth", "peer", "name", "br-1.2");
        String options = lab.in(lab.home(), SCRIPT.toString(), "--extcap-config", "--extcap-interface", "udpbounce");

        assertThat(options).contains("{value=br-1.2}").doesNotContain("value=x");
    }

    @Test
    void theFilterForDumpcapIsThatOfLive() throws IOException {
        String script = Files.readString(SCRIPT);
        String all = KernelFilter.text(null);
        String selected = KernelFilter.text("port 53");
        String errors = selected.substring(0, selected.length() - "(port 53)".length());

        assertThat(script).contains("'" + errors + "'").contains("'" + all.substring(errors.length()) + "'");
    }

    @Test
    void tsharkListsItForAnOrdinaryUser() throws Exception {
        copyScript();
        Ended ended = tshark(NOBODY, "-D").await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.out().lines()).anyMatch(line -> line.matches("[0-9]+\\. udpbounce \\(UDP bounces\\)"));
    }

    private static void assertCommented(Ended ended) {
        assertThat(ended.status()).as(ended.err()).isZero();
        List<String> lines = ended.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("1\t\tbounced: port unreachable (3/3) in frame 2 after ");
        assertThat(lines.get(1)).startsWith("2\t3\tcaused by frame 1 (exact)");
        assertThat(ended.err()).doesNotContain("listening on", "Broken pipe");
    }

    @Test
    void tsharkCapturesWithComments() throws Exception {
        Running client = lab.client(TRAFFIC);
        Ended ended = tshark(List.of(), packets("lo", "-f", "udp port 1060").toArray(new String[0]))
                .await();

        assertCommented(ended);
        awaitNoProcess(client);
    }

    /** Puts a dumpcap first in the path that every user may capture with. */
    private void permitDumpcap() throws Exception {
        Path dumpcap = folder.resolve("dumpcap");
        lab.run("cp", lab.run("sh", "-c", "command -v dumpcap").strip(), dumpcap.toString());
        lab.run("chmod", "755", dumpcap.toString());
        lab.run("setcap", "cap_net_raw,cap_net_admin+ep", dumpcap.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"lo", "any"})
    void anOrdinaryUserCapturesByDumpcap(String interfaceName) throws Exception {
        permitDumpcap();
        Running client = lab.client(TRAFFIC);
        Ended ended = tshark(
                        READER, packets(interfaceName, "-f", "udp port 1060").toArray(new String[0]))
                .await();

        assertCommented(ended);
        awaitNoProcess(client);
    }

    @Test
    void whyDumpcapCannotCaptureIsSaid() throws Exception {
        Ended ended = tshark(READER, packets("lo").toArray(new String[0])).await();

        assertThat(ended.err())
                .contains("You do not have permission to capture")
                .doesNotContain("truncated");
        awaitNoProcess();
    }

    @Test
    void whyItCannotCaptureIsSaid() throws Exception {
        Ended ended = tshark(List.of(), packets("lo", "-f", "udp prt 1060").toArray(new String[0]))
                .await();

        assertThat(ended.err()).contains("Invalid value for option '-f'");
        awaitNoProcess();
    }

    /** Starts a capture into a FIFO, and its reader; waits until packets come through. */
    private List<Running> captureByHand(boolean ordinary) throws Exception {
        Path fifo = folder.resolve("fifo");
        lab.run("mkfifo", fifo.toString());
        if (ordinary) {
            permitDumpcap();
            lab.run("chown", "65534:65534", fifo.toString());
        }
        Running reader = lab.spawn(LiveLab.inNamespace(lab.home(), List.of("cat", fifo.toString())));
        List<String> command = new ArrayList<>(ordinary ? READER : List.of());
        command.addAll(List.of("env", "PATH=" + folder + ":" + System.getenv("PATH"), SCRIPT.toString(), "--capture"));
        command.addAll(List.of("--extcap-interface", "udpbounce", "--fifo", fifo.toString(), "--interface=lo"));
        Running script = lab.spawn(LiveLab.inNamespace(lab.home(), command));
        LiveLab.until(() -> Files.size(reader.out()) > 0 || !script.process().isAlive());
        assertThat(reader.out()).as(script.errSoFar()).isNotEmptyFile();
        return List.of(script, reader);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sigtermEndsItAndTheFileIsWhole(boolean ordinary) throws Exception {
        List<Running> capture = captureByHand(ordinary);
        Running client = lab.client(TRAFFIC);
        LiveLab.until(() -> CapturedFile.read(capture.get(1).out()).packets() > 1);
        capture.get(0).signal("TERM");
        Ended ended = capture.get(0).await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        capture.get(1).process().waitFor();
        assertThat(CapturedFile.read(capture.get(1).out()).damaged()).isFalse();
        assertThat(CapturedFile.read(capture.get(1).out()).packets()).isGreaterThan(1);
        awaitNoProcess(client);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutAReaderItEndsThoughNoPacketComes(boolean ordinary) throws Exception {
        List<Running> capture = captureByHand(ordinary);
        capture.get(1).signal("KILL");
        Ended ended = capture.get(0).await();

        assertThat(ended.status()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        awaitNoProcess();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killedItLeavesNoCaptureBehind(boolean ordinary) throws Exception {
        List<Running> capture = captureByHand(ordinary);
        capture.get(0).signal("KILL");
        capture.get(0).await();

        capture.get(1).process().waitFor();
        awaitNoProcess();
    }
}
