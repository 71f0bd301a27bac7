// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import dev.udpbounce.fixtures.Packets;
import dev.udpbounce.fixtures.PcapForge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares filter expressions with tcpdump on the same packets. */
class FilterExpressionAgainstTcpdumpTest {
    private static final String[] V4 = {"10.0.0.1", "10.1.2.3", "10.128.0.1", "192.168.0.1", "0.0.0.53"};
    private static final String[] V6 = {"2001:db8::1", "2001:db8:0:1::1", "fe80::1", "::ffff:10.0.0.1"};
    private static final int[] PORTS = {0, 1, 53, 5353, 65535};
    private static final String[] VALUES = {
        "host 10.0.0.1",
        "host 2001:db8::1",
        "net 10",
        "net 10.1",
        "net 10.128.0.0/9",
        "net 0",
        "net 0.0.0.0/0",
        "net 10.0.0.0 mask 255.128.0.0",
        "net 10.0.0.1 mask 255.0.0.255",
        "net 2001:db8::/48",
        "net 2001:db8::/32",
        "net ::/0",
        "net fe80::1",
        "host ::ffff:10.0.0.1",
        "port 53",
        "port 0",
        "portrange 1-53",
        "portrange 65535-5353",
        "portrange 1"
    };
    private static final String[] DIRECTIONS = {"", "", "src ", "dst ", "src or dst ", "src and dst ", "dst or src "};

    private static final String[] WORDS = {
        "host",
        "net",
        "port",
        "src",
        "dst",
        "udp",
        "ip",
        "ip6",
        "and",
        "or",
        "not",
        "(",
        ")",
        "10.0.0.1",
        "10.0",
        "53",
        "::1",
        "/8",
        "mask 255.0.0.0"
    };

    private static final List<Packet> PACKETS = packets();

    @TempDir
    private static Path folder;

    private static Path capture = Path.of("");

    @BeforeAll
    static void forgeACapture() {
        boolean required = "1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"));
        assumeTrue(required || tcpdumpIsInstalled(), "tcpdump is not installed");
        PcapForge forge = PcapForge.micros().linkType(LinkType.RAW);
        for (int i = 0; i < PACKETS.size(); i++) {
            forge.record(i * 1_000_000_000L, PACKETS.get(i));
        }
        capture = forge.write(folder.resolve("packets.pcap"));
    }

    @Test
    void selectsTheSamePackets() throws FilterExpressionException {
        Random random = new Random(20180417);
        for (int i = 0; i < 150; i++) {
            String expression = expression(random, 3);
            assertThat(selected(expression)).as(expression).isEqualTo(selectedByTcpdump(expression));
        }
    }

    @Test
    void takesNoExpressionThatTcpdumpRefuses() {
        Random random = new Random(1060);
        int taken = 0;
        for (int i = 0; i < 8_000; i++) {
            StringBuilder soup = new StringBuilder("port 53 or");
            for (int words = 1 + random.nextInt(6); words > 0; words--) {
                soup.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
            }
            String expression = soup.toString();
            Optional<BitSet> selected = selectedIfTaken(expression);
            if (selected.isPresent()) {
                assertThat(selected).as(expression).hasValue(selectedByTcpdump(expression));
                taken++;
            }
        }
        assertThat(taken).isGreaterThan(60);
    }

    private static String expression(Random random, int depth) {
        StringBuilder expression = new StringBuilder(term(random, depth));
        for (int terms = random.nextInt(4); terms > 0; terms--) {
            expression.append(random.nextBoolean() ? " and " : " or ").append(term(random, depth));
        }
        return expression.toString();
    }

    private static String term(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 4)) {
            case 0 -> new String[] {"udp", "ip", "ip6"}[random.nextInt(3)];
            case 1 -> "host (10.0.0.1 or not 2001:db8::1) or 192.168.0.1";
            case 2 -> "port 1 or (53 or !5353)";
            case 3, 4 -> DIRECTIONS[random.nextInt(DIRECTIONS.length)] + VALUES[random.nextInt(VALUES.length)];
            case 5 -> "not " + term(random, depth - 1);
            case 6 -> "! ( " + expression(random, depth - 1) + " )";
            default -> "(" + expression(random, depth - 1) + ")";
        };
    }

    private static List<Packet> packets() {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int from = PORTS[i % PORTS.length];
            int to = PORTS[i / 3 % PORTS.length];
            packets.add(Packets.udp4(V4[i % V4.length], from, V4[i / 5 % V4.length], to));
            packets.add(Packets.udp6(V6[i % V6.length], from, V6[i / 4 % V6.length], to));
        }
        return packets;
    }

    private static Optional<BitSet> selectedIfTaken(String expression) {
        try {
            return Optional.of(selected(expression));
        } catch (FilterExpressionException e) {
            return Optional.empty();
        }
    }

    private static BitSet selected(String expression) throws FilterExpressionException {
        FilterExpression selection = FilterExpression.parse(expression);
        BitSet selected = new BitSet();
        for (int i = 0; i < PACKETS.size(); i++) {
            int index = i;
            Asked.lend(PACKETS.get(i), datagram -> selected.set(index, selection.takesDatagram(datagram)));
        }
        return selected;
    }

    /**
     * Packets that tcpdump selects. The seconds of a record are its packet's index. libpcap's optimizer is off
     * ({@code -O}): that of 1.10.3 makes "src and dst net 2001:db8::/48 and ip or dst net 2001:db8::/48" false for a
     * datagram within that net.
     */
    private static BitSet selectedByTcpdump(String expression) {
        try {
            Process tcpdump = new ProcessBuilder("tcpdump", "-O", "-r", "-", "-w", "-", expression)
                    .redirectInput(capture.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            ByteBuffer file =
                    ByteBuffer.wrap(tcpdump.getInputStream().readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(tcpdump.waitFor())
                    .as("exit status of tcpdump for " + expression)
                    .isZero();
            BitSet selected = new BitSet();
            for (int at = 24; at < file.limit(); at += 16 + file.getInt(at + 8)) {
                selected.set(file.getInt(at));
            }
            return selected;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean tcpdumpIsInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "tcpdump")));
    }
}
