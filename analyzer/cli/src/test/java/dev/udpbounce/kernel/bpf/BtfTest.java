// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.udpbounce.kernel.sys.LiveMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BtfTest {
    private static final int INT = 1;
    private static final int STRUCT = 4;
    private static final int UNION = 5;
    private static final int TYPEDEF = 8;
    private static final int CONST = 10;
    private static final int BIT_FIELDS = 1 << 31;

    private final ByteArrayOutputStream types = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();

    private void words(int... words) {
        ByteBuffer octets = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(words).forEach(octets::putInt);
        types.writeBytes(octets.array());
    }

    private int name(String name) {
        int at = strings.size();
        strings.writeBytes((name + "\0").getBytes(StandardCharsets.US_ASCII));
        return at;
    }

    private byte[] file() {
        ByteBuffer header = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        header.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
        header.putInt(0).putInt(types.size()).putInt(types.size()).putInt(strings.size());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(header.array());
        all.writeBytes(types.toByteArray());
        all.writeBytes(strings.toByteArray());
        return all.toByteArray();
    }

    /** {@code struct sock { int first; union { const inner_t in; }; int bit : 1; }}, and a tracepoint. */
    private byte[] sample() {
        int none = name("");
        int number = name("int");
        words(number, INT << 24, 4, 32);
        words(name("inner"), STRUCT << 24 | 2, 8, name("a"), 1, 0, name("b"), 1, 32);
        words(name("inner_t"), TYPEDEF << 24, 2);
        words(none, CONST << 24, 3);
        words(none, UNION << 24 | 1, 8, name("in"), 4, 0);
        words(name("sock"), BIT_FIELDS | STRUCT << 24 | 3, 16);
        words(name("first"), 1, 0, none, 5, 32, name("bit"), 1, 1 << 24 | 97);
        words(name("btf_trace_error"), TYPEDEF << 24, 1);
        return file();
    }

    @Test
    void aFieldIsFoundThroughUnnamedAndRenamedStructures() throws IOException {
        Btf btf = Btf.read(sample());

        assertThat(btf.offset("sock", "first")).isZero();
        assertThat(btf.offset("sock", "in")).isEqualTo(4);
        assertThat(btf.offset("sock", "in", "b")).isEqualTo(8);
        assertThat(btf.offset("inner", "b")).isEqualTo(4);
        assertThat(btf.tracepoint("error")).isEqualTo(7);
    }

    @Test
    void whatTheKernelLacksIsNamed() throws IOException {
        Btf btf = Btf.read(sample());

        assertThatThrownBy(() -> btf.offset("sock", "in", "c")).hasMessage("this kernel has no sock.in.c");
        assertThatThrownBy(() -> btf.offset("soc", "first")).hasMessage("this kernel has no soc.first");
        assertThatThrownBy(() -> btf.offset("sock", "first", "x")).hasMessage("this kernel has no sock.first.x");
        assertThatThrownBy(() -> btf.offset("sock", "bit")).hasMessage("sock.bit is a bit field in this kernel");
        assertThatThrownBy(() -> btf.tracepoint("err")).hasMessage("this kernel has no tracepoint err");
    }

    @Test
    void aCutFileGivesNoOffset() {
        byte[] whole = sample();

        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Btf.read(cut).tracepoint("error"))
                    .as("%d octets", cut.length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    @Tag("live")
    void thisKernelsSocketsHaveTheOffsetsOfTheirCommonPart() throws IOException {
        LiveMachine.needs(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")), "the types of the kernel");
        Btf btf = Btf.ofKernel();

        assertThat(btf.offset("sock", "__sk_common", "skc_family"))
                .isEqualTo(btf.offset("sock_common", "skc_family"))
                .isPositive();
        // As in struct sk_buff since Linux 4.20, and in every later one.
        assertThat(btf.offset("sk_buff", "next")).isZero();
        assertThat(btf.tracepoint("sys_enter")).isPositive();
    }
}
