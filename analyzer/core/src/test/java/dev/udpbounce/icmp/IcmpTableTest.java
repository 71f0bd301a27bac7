// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.icmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpTableTest {
    /** Behavior of Linux 6.18 for each error: errno or -, and whether a connected socket without IP_RECVERR got it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4 |  3 |   0 | ENETUNREACH  | 101 | false
            4 |  3 |   1 | EHOSTUNREACH | 113 | false
            4 |  3 |   2 | ENOPROTOOPT  |  92 | true
            4 |  3 |   3 | ECONNREFUSED | 111 | true
            4 |  3 |   4 | EMSGSIZE     |  90 | true
            4 |  3 |   5 | EOPNOTSUPP   |  95 | false
            4 |  3 |   6 | ENETUNREACH  | 101 | true
            4 |  3 |   7 | EHOSTDOWN    | 112 | true
            4 |  3 |   8 | ENONET       |  64 | true
            4 |  3 |   9 | ENETUNREACH  | 101 | true
            4 |  3 |  10 | EHOSTUNREACH | 113 | true
            4 |  3 |  11 | ENETUNREACH  | 101 | false
            4 |  3 |  12 | EHOSTUNREACH | 113 | false
            4 |  3 |  13 | EHOSTUNREACH | 113 | true
            4 |  3 |  14 | EHOSTUNREACH | 113 | true
            4 |  3 |  15 | EHOSTUNREACH | 113 | true
            4 |  3 |  16 |              |   0 | false
            4 |  3 |  42 |              |   0 | false
            4 |  3 | 255 |              |   0 | false
            4 |  4 |   0 |              |   0 | false
            4 |  4 |   1 |              |   0 | false
            4 |  5 |   0 |              |   0 | false
            4 |  5 |   3 |              |   0 | false
            4 |  5 |   4 |              |   0 | false
            4 | 11 |   0 | EHOSTUNREACH | 113 | false
            4 | 11 |   1 |              |   0 | false
            4 | 11 |   2 | EHOSTUNREACH | 113 | false
            4 | 11 | 255 | EHOSTUNREACH | 113 | false
            4 | 12 |   0 | EPROTO       |  71 | true
            4 | 12 |   2 | EPROTO       |  71 | true
            4 | 12 | 255 | EPROTO       |  71 | true
            4 |  0 |   0 |              |   0 | false
            4 |  8 |   0 |              |   0 | false
            4 |  1 |   4 |              |   0 | false
            4 | 43 |   0 |              |   0 | false
            6 |  1 |   0 | ENETUNREACH  | 101 | false
            6 |  1 |   1 | EACCES       |  13 | true
            6 |  1 |   2 | EHOSTUNREACH | 113 | false
            6 |  1 |   3 | EHOSTUNREACH | 113 | false
            6 |  1 |   4 | ECONNREFUSED | 111 | true
            6 |  1 |   5 | EACCES       |  13 | true
            6 |  1 |   6 | EACCES       |  13 | true
            6 |  1 |   7 | EPROTO       |  71 | true
            6 |  1 |   8 | EPROTO       |  71 | true
            6 |  1 |   9 | EPROTO       |  71 | true
            6 |  1 | 255 | EPROTO       |  71 | true
            6 |  2 |   0 | EMSGSIZE     |  90 | true
            6 |  2 |   1 | EMSGSIZE     |  90 | true
            6 |  3 |   0 | EHOSTUNREACH | 113 | false
            6 |  3 |   1 | EHOSTUNREACH | 113 | false
            6 |  3 |   2 | EHOSTUNREACH | 113 | false
            6 |  4 |   0 | EPROTO       |  71 | true
            6 |  4 |  10 | EPROTO       |  71 | true
            6 |  4 | 255 | EPROTO       |  71 | true
            6 |  0 |   0 | EPROTO       |  71 | false
            6 |  5 |   0 | EPROTO       |  71 | false
            6 | 100 |  0 | EPROTO       |  71 | false
            6 | 127 |  0 | EPROTO       |  71 | false
            6 | 128 |  0 |              |   0 | false
            6 | 137 |  0 |              |   0 | false
            6 | 255 |  0 |              |   0 | false
            """)
    void doesWhatTheKernelDoes(int version, int type, int code, String errnoName, int errno, boolean connected) {
        IcmpCode known = IcmpTable.of(version, type, code);
        Delivery linux = known.linux();

        assertThat(known.version()).isEqualTo(version);
        assertThat(known.type()).isEqualTo(type);
        assertThat(known.code()).isEqualTo(code);
        assertThat(linux.errnoName()).isEqualTo(errnoName);
        assertThat(linux.errnoNumber()).isEqualTo(errno);
        assertThat(linux.hard()).isEqualTo(connected);
        assertThat(linux.tellsConnected()).isEqualTo(connected);
        assertThat(linux.tellsRecverr()).isEqualTo(errno != 0);
        assertThat(linux.tellsUnconnected()).isFalse();
        assertThat(linux.needsPathMtuDiscovery()).isEqualTo("EMSGSIZE".equals(errnoName));
        assertThat(IcmpTable.linux(version, type, code)).isSameAs(linux);
    }

    @ParameterizedTest
    @CsvSource({
        "4, 3, 3, port unreachable",
        "4, 3, 4, fragmentation needed",
        "4, 3, 42, 'unreachable, code 42'",
        "4, 4, 0, source quench",
        "4, 4, 9, 'source quench, code 9'",
        "4, 5, 1, redirect for host",
        "4, 5, 7, 'redirect, code 7'",
        "4, 11, 0, TTL exceeded in transit",
        "4, 11, 9, 'time exceeded, code 9'",
        "4, 12, 9, 'parameter problem, code 9'",
        "4, 8, 0, 'type 8, code 0'",
        "6, 1, 4, port unreachable",
        "6, 1, 42, 'unreachable, code 42'",
        "6, 2, 0, packet too big",
        "6, 2, 9, 'packet too big, code 9'",
        "6, 3, 0, hop limit exceeded in transit",
        "6, 3, 9, 'time exceeded, code 9'",
        "6, 4, 11, 'parameter problem, code 11'",
        "6, 100, 9, 'type 100, code 9'",
        "6, 137, 0, redirect",
        "6, 137, 9, 'redirect, code 9'",
        "6, 200, 0, 'type 200, code 0'",
    })
    void namesWhatTheRfcsNameAndNumbersTheRest(int version, int type, int code, String name) {
        assertThat(IcmpTable.of(version, type, code).name()).isEqualTo(name);
    }

    @Test
    void knowsEachErrorOnceInOrder() {
        assertThat(IcmpTable.known())
                .isSortedAccordingTo((a, b) -> Integer.compare(
                        a.version() << 16 | a.type() << 8 | a.code(), b.version() << 16 | b.type() << 8 | b.code()))
                .doesNotHaveDuplicates()
                .allSatisfy(known -> assertThat(IcmpTable.of(known.version(), known.type(), known.code()))
                        .isSameAs(known));
    }

    @Test
    void findsTheErrorsThatBringAnErrno() {
        assertThat(IcmpTable.bringing(Errno.ECONNREFUSED))
                .containsExactly(IcmpTable.of(4, 3, 3), IcmpTable.of(6, 1, 4));
        assertThat(IcmpTable.bringing(Errno.EMSGSIZE)).containsExactly(IcmpTable.of(4, 3, 4), IcmpTable.of(6, 2, 0));
        assertThat(IcmpTable.bringing(Errno.EOPNOTSUPP)).containsExactly(IcmpTable.of(4, 3, 5));
        assertThat(IcmpTable.bringing(Errno.EAGAIN)).isEmpty();
    }

    @Test
    void findsEveryKnownErrorByItsErrno() {
        for (IcmpCode known : IcmpTable.known()) {
            Errno errno = known.linux().errno();
            if (errno != null) {
                assertThat(IcmpTable.bringing(errno)).contains(known);
            }
        }
    }

    @Test
    void aPortIsUnreachableByOneCodeOfEachVersion() {
        assertThat(IcmpTable.known().stream().filter(IcmpCode::isPortUnreachable))
                .extracting(IcmpCode::name)
                .containsExactly("port unreachable", "port unreachable");
    }

    /** RFC 1191 section 4, RFC 4443 section 3.2. */
    @Test
    void theMtuOfTheNextHopIsInWhatSaysThatADatagramIsTooBig() {
        for (int code = 0; code < 256; code++) {
            assertThat(IcmpTable.type(4, 3).hasMtu(code)).isEqualTo(code == 4);
            assertThat(IcmpTable.type(4, 11).hasMtu(code)).isFalse();
            assertThat(IcmpTable.type(6, 1).hasMtu(code)).isFalse();
            assertThat(IcmpTable.type(6, 2).hasMtu(code)).isTrue();
            assertThat(IcmpTable.of(6, 2, code).hasMtu()).isTrue();
        }
    }

    /** RFC 4884 sections 4.1 to 4.5. */
    @Test
    void extensionsAreInUnreachableTimeExceededAndTheParameterProblemOfIpv4() {
        assertThat(types(4, IcmpType::isExtensible)).containsExactly(3, 11, 12);
        assertThat(types(6, IcmpType::isExtensible)).containsExactly(1, 3);
    }

    /** RFC 1122 section 3.2.2, RFC 4443 section 2.1. */
    @Test
    void whichTypesAreErrorsAndQuoteADatagram() {
        assertThat(types(4, IcmpType::isError)).containsExactly(3, 4, 5, 11, 12);
        assertThat(types(4, IcmpType::quotes)).containsExactly(3, 4, 5, 11, 12);
        assertThat(types(6, IcmpType::isError)).hasSize(128).allMatch(type -> type < 128);
        assertThat(types(6, IcmpType::quotes)).containsExactly(1, 2, 3, 4);
    }

    private static List<Integer> types(int version, Predicate<IcmpType> wanted) {
        return IntStream.range(0, 256)
                .filter(type -> wanted.test(IcmpTable.type(version, type)))
                .boxed()
                .toList();
    }

    @Test
    void theTypesToldAreThoseOfWhichACodeIsTold() {
        assertThat(IcmpTable.typesTold(4)).isEqualTo(1 << 3 | 1 << 11 | 1 << 12);
        assertThat(IcmpTable.typesTold(6)).isEqualTo(0b11110);
    }

    @ParameterizedTest
    @CsvSource({"5, 3, 3", "4, -1, 0", "4, 256, 0", "6, 1, -1", "6, 1, 256"})
    void refusesWhatCannotBeAnIcmpMessage(int version, int type, int code) {
        assertThatIllegalArgumentException().isThrownBy(() -> IcmpTable.of(version, type, code));
        assertThatIllegalArgumentException().isThrownBy(() -> IcmpTable.linux(version, type, code));
    }

    @Test
    void whatLinuxMakesOfAnErrorIsAnsweredWithoutAllocation() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        askForAll();

        long before = threads.getCurrentThreadAllocatedBytes();
        int answered = askForAll();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(answered).isEqualTo(2 * 256 * 256);
        assertThat(allocated).isLessThan(answered);
    }

    private static int askForAll() {
        int answered = 0;
        for (int version = 4; version <= 6; version += 2) {
            for (int typeAndCode = 0; typeAndCode < 1 << 16; typeAndCode++) {
                Delivery linux = IcmpTable.linux(version, typeAndCode >>> 8, typeAndCode & 255);
                answered += linux.errnoNumber() >= 0 ? 1 : 0;
            }
        }
        return answered;
    }
}
