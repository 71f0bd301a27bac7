// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.kernel.sys.LiveMachine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks the delivery rule against the kernel: every error is sent to real sockets of every kind, which report the
 * result.
 */
@Tag("live")
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

    private static List<String> disagreements(List<IcmpCode> rows, List<InjectedSocket.Kind> kinds) throws IOException {
        assertThat(network).isNotNull();
        return network.in(() -> {
            List<String> found = new ArrayList<>();
            for (InjectedSocket.Kind kind : kinds) {
                try (InjectedSocket socket = InjectedSocket.open(kind)) {
                    for (IcmpCode row : rows) {
                        found.addAll(socket.disagreements(row, row.type(), row.code()));
                    }
                }
            }
            return found;
        });
    }

    static Stream<IcmpCode> known() {
        return IcmpTable.known().stream();
    }

    @ParameterizedTest
    @MethodSource("known")
    void theKernelTellsWhomTheRuleTells(IcmpCode row) throws IOException {
        assertThat(disagreements(List.of(row), InjectedSocket.Kind.all(row))).isEmpty();
    }

    /** Covers all codes of error types, and a few codes of other types. */
    @ParameterizedTest
    @ValueSource(ints = {4, 6})
    void soItIsForWhatNoRfcDefines(int version) throws IOException {
        List<Integer> types = version == 4 ? List.of(3, 4, 5, 11, 12) : List.of(1, 2, 3, 4);
        List<IcmpCode> rows = new ArrayList<>();
        for (int type = 0; type < 256; type++) {
            IntStream codes = types.contains(type) ? IntStream.range(0, 256) : IntStream.of(0, 1, 4, 255);
            for (int code : codes.toArray()) {
                IcmpCode row = IcmpTable.of(version, type, code);
                if (!IcmpTable.known().contains(row)) {
                    rows.add(row);
                }
            }
        }
        assertThat(rows).hasSizeGreaterThan(1000);
        assertThat(disagreements(rows, InjectedSocket.Kind.plain(version))).isEmpty();
    }

    private static IcmpCode with(IcmpCode row, Delivery linux) {
        return new IcmpCode(
                row.version(),
                row.type(),
                row.code(),
                row.name(),
                row.note(),
                row.advice(),
                row.hasMtu(),
                linux,
                row.windows(),
                row.bsd());
    }

    /** Guards against a check that passes with any prediction. */
    @ParameterizedTest
    @MethodSource("known")
    void aWrongPredictionIsFoundAndNamed(IcmpCode row) throws IOException {
        Delivery right = row.linux();
        Errno otherErrno = right.errno() == Errno.EPROTO ? Errno.ECONNREFUSED : Errno.EPROTO;
        Errno anyErrno = right.errno() == null ? Errno.EPROTO : right.errno();
        Delivery wrongErrno = new Delivery(otherErrno, right.hard(), right.pathMtu());
        Delivery wrongHardness = new Delivery(anyErrno, !right.hard(), right.pathMtu());
        for (Delivery wrong : List.of(wrongErrno, wrongHardness)) {
            assertThat(disagreements(List.of(with(row, wrong)), InjectedSocket.Kind.plain(row.version())))
                    .isNotEmpty()
                    .allSatisfy(text -> assertThat(text)
                            .contains("v" + row.version() + " " + row.type() + "/" + row.code() + " " + row.name()));
        }
    }
}
