package dev.udpbounce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.correlate.Delivery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The delivery rule against the kernel: every error is sent to real sockets of every kind, which then say what they got. */
class DeliveryInjectionTest {
    private static @Nullable OwnNetwork network;

    @BeforeAll
    static void open() throws IOException {
        LiveMachine.needsRoot();
        network = OwnNetwork.make();
    }

    @AfterAll
    static void close() {
        if (network != null) {
            network.close();
        }
    }

    private static List<String> disagreements(List<Delivery> rows, List<InjectedSocket.Kind> kinds) throws IOException {
        assertThat(network).isNotNull();
        return network.in(() -> {
            List<String> found = new ArrayList<>();
            for (InjectedSocket.Kind kind : kinds) {
                try (InjectedSocket socket = InjectedSocket.open(kind)) {
                    for (Delivery row : rows) {
                        found.addAll(socket.disagreements(row, row.type(), row.code()));
                    }
                }
            }
            return found;
        });
    }

    static Stream<Delivery> known() {
        return Delivery.known().stream();
    }

    @ParameterizedTest
    @MethodSource("known")
    void theKernelTellsWhomTheRuleTells(Delivery row) throws IOException {
        assertThat(disagreements(List.of(row), InjectedSocket.Kind.all(row))).isEmpty();
    }

    /** All codes of the types of errors; of the others some. */
    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void soItIsForWhatNoRfcDefines(int version) throws IOException {
        List<Integer> types = version == 4 ? List.of(3, 4, 5, 11, 12) : List.of(1, 2, 3, 4);
        List<Delivery> rows = new ArrayList<>();
        for (int type = 0; type < 256; type++) {
            IntStream codes = types.contains(type) ? IntStream.range(0, 256) : IntStream.of(0, 1, 4, 255);
            for (int code : codes.toArray()) {
                Delivery row = Delivery.of(version, type, code);
                if (!Delivery.known().contains(row)) {
                    rows.add(row);
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(1000);
        assertThat(disagreements(rows, InjectedSocket.Kind.plain(version))).isEmpty();
    }

    /** What is said here must not be true of whatever one predicts. */
    @ParameterizedTest
    @MethodSource("known")
    void aWrongPredictionIsFoundAndNamed(Delivery row) throws IOException {
        IntUnaryOperator other = errno -> errno == 71 ? 111 : 71;
        Delivery wrongErrno = new Delivery(
                row.version(), row.type(), row.code(), row.name(), other.applyAsInt(row.errno()), "E", row.hard());
        Delivery wrongHardness = new Delivery(
                row.version(),
                row.type(),
                row.code(),
                row.name(),
                row.errno() == 0 ? 71 : row.errno(),
                row.errnoName(),
                !row.hard());
        for (Delivery wrong : List.of(wrongErrno, wrongHardness)) {
            assertThat(disagreements(List.of(wrong), InjectedSocket.Kind.plain(row.version())))
                    .isNotEmpty()
                    .allSatisfy(text -> assertThat(text)
                            .contains("v" + row.version() + " " + row.type() + "/" + row.code() + " " + row.name()));
        }
    }

    @Test
    void theDocumentedTableSaysTheSame() throws IOException {
        List<String> wrong = new ArrayList<>();
        int rows = 0;
        int version = 0;
        for (String line : Files.readAllLines(documented())) {
            if (line.startsWith("#")) {
                version = line.equals("### ICMP") ? 4 : line.equals("### ICMPv6") ? 6 : 0;
            } else if (version != 0 && line.startsWith("|") && !line.startsWith("|-") && !line.startsWith("| type")) {
                rows++;
                for (Delivery row : DocumentedRow.of(version, line).deliveries()) {
                    wrong.addAll(DocumentedRow.of(version, line).disagreements(row));
                }
            }
        }
        assertThat(rows).isGreaterThan(30);
        assertThat(wrong).isEmpty();
    }

    private static Path documented() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/delivery.md"))) {
            folder = folder.getParent();
            assertThat(folder).as("the folder that has docs").isNotNull();
        }
        return folder.resolve("docs/delivery.md");
    }
}
