// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.kernel.socket.VerdictRule.Queue;
import dev.udpbounce.kernel.sys.SocketConstants;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictRuleTest {
    private static final IcmpCode PORT = IcmpTable.of(4, 3, 3);
    private static final IcmpCode HOST = IcmpTable.of(4, 3, 1);
    private static final IcmpCode FRAGMENTATION = IcmpTable.of(4, 3, 4);
    private static final IcmpCode REDIRECT = IcmpTable.of(4, 5, 0);
    private static final IcmpCode PORT6 = IcmpTable.of(6, 1, 4);
    private static final IcmpCode ADDRESS6 = IcmpTable.of(6, 1, 3);
    private static final IcmpCode TOO_BIG6 = IcmpTable.of(6, 2, 0);
    private static final int DEFAULT = -1;

    private static SocketState socket(boolean connected, @Nullable Boolean recverr) {
        IpAddress any = new IpAddress(4, 0, 0);
        return new SocketState(SocketConstants.AF_INET, connected, any, 1, any, 0, 0, 7, 0, 9, 0, recverr);
    }

    private static SocketOptions options(boolean recverr6, int mtuDiscover, int mtuDiscover6) {
        return new SocketOptions(false, recverr6, mtuDiscover, mtuDiscover6);
    }

    private static Verdict alive(IcmpCode delivery, SocketState socket, Queue queue) {
        return VerdictRule.of(delivery, socket, null, queue, false);
    }

    private static Verdict ended(IcmpCode delivery, SocketState socket, Queue queue) {
        return VerdictRule.of(delivery, socket, null, queue, true);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  false, TOLD,       NEVER_TOLD",
        "true,  true,  QUEUED,     QUEUED",
        "false, false, NEVER_TOLD, NEVER_TOLD",
        "false, true,  QUEUED,     QUEUED"
    })
    void anIpv4SocketShowsAllThatMatters(boolean connected, boolean recverr, Verdict hard, Verdict soft) {
        assertThat(alive(PORT, socket(connected, recverr), Queue.UNCLEAR)).isEqualTo(hard);
        assertThat(alive(HOST, socket(connected, recverr), Queue.UNCLEAR)).isEqualTo(soft);
    }

    @ParameterizedTest
    @CsvSource({
        "true,  EMPTY,   TOLD,       NEVER_TOLD",
        "true,  GREW,    QUEUED,     QUEUED",
        "true,  UNCLEAR, TOLD,       UNKNOWN",
        "false, EMPTY,   NEVER_TOLD, NEVER_TOLD",
        "false, GREW,    QUEUED,     QUEUED",
        "false, UNCLEAR, UNKNOWN,    UNKNOWN"
    })
    void ofAnIpv6SocketTheReceiveQueueTells(boolean connected, Queue queue, Verdict hard, Verdict soft) {
        // The reported IP_RECVERR does not affect ICMPv6.
        assertThat(alive(PORT6, socket(connected, true), queue)).isEqualTo(hard);
        assertThat(alive(ADDRESS6, socket(connected, true), queue)).isEqualTo(soft);
    }

    @Test
    void anEmptyQueueOfASocketThatEndedMayHaveBeenRead() {
        assertThat(ended(PORT, socket(false, null), Queue.EMPTY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(ended(PORT, socket(true, null), Queue.EMPTY)).isEqualTo(Verdict.TOLD);
        assertThat(ended(HOST, socket(true, null), Queue.EMPTY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(ended(PORT, socket(false, null), Queue.GREW)).isEqualTo(Verdict.QUEUED);
        assertThat(ended(PORT, socket(false, false), Queue.EMPTY)).isEqualTo(Verdict.NEVER_TOLD);
    }

    @ParameterizedTest
    @EnumSource(Queue.class)
    void whereOptionsAreKnownTheQueueIsNotAsked(Queue queue) {
        SocketOptions none = options(false, DEFAULT, DEFAULT);
        SocketOptions recverr6 = options(true, DEFAULT, DEFAULT);
        for (boolean ended : new boolean[] {true, false}) {
            assertThat(VerdictRule.of(PORT6, socket(false, false), none, queue, ended))
                    .isEqualTo(Verdict.NEVER_TOLD);
            assertThat(VerdictRule.of(PORT6, socket(true, false), none, queue, ended))
                    .isEqualTo(Verdict.TOLD);
            assertThat(VerdictRule.of(PORT6, socket(false, false), recverr6, queue, ended))
                    .isEqualTo(Verdict.QUEUED);
            assertThat(VerdictRule.of(PORT, socket(false, null), recverr6, queue, ended))
                    .isEqualTo(Verdict.NEVER_TOLD);
        }
    }

    @Test
    void anErrorWithoutErrnoTellsNobody() {
        assertThat(alive(REDIRECT, socket(true, true), Queue.GREW)).isEqualTo(Verdict.NEVER_TOLD);
    }

    @Test
    void whoeverGotFragmentationNeededAskedForIt() {
        assertThat(alive(FRAGMENTATION, socket(true, false), Queue.EMPTY)).isEqualTo(Verdict.TOLD);
    }

    @Test
    void whetherAnIpv6SocketHeedsPacketTooBigIsNotShown() {
        assertThat(alive(TOO_BIG6, socket(true, false), Queue.EMPTY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(alive(TOO_BIG6, socket(true, false), Queue.UNCLEAR)).isEqualTo(Verdict.UNKNOWN);
        assertThat(alive(TOO_BIG6, socket(false, false), Queue.EMPTY)).isEqualTo(Verdict.NEVER_TOLD);
    }

    @ParameterizedTest
    @CsvSource({"-1, TOLD", "0, NEVER_TOLD", "1, TOLD", "2, TOLD", "3, TOLD", "4, TOLD", "5, TOLD"})
    void withoutPathMtuDiscoveryAnIpv4SocketIsNotToldOfTheMtu(int discover, Verdict expected) {
        SocketOptions options = options(false, discover, DEFAULT);
        assertThat(VerdictRule.of(FRAGMENTATION, socket(true, false), options, Queue.EMPTY, false))
                .isEqualTo(expected);
        assertThat(VerdictRule.of(PORT, socket(true, false), options, Queue.EMPTY, false))
                .isEqualTo(Verdict.TOLD);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, TOLD,       QUEUED",
        "0,  NEVER_TOLD, QUEUED",
        "1,  TOLD,       QUEUED",
        "2,  TOLD,       QUEUED",
        "3,  TOLD,       QUEUED",
        "4,  NEVER_TOLD, NEVER_TOLD",
        "5,  NEVER_TOLD, NEVER_TOLD"
    })
    void withoutPathMtuDiscoveryAnIpv6SocketIsNotToldOfTheMtu(int discover, Verdict plain, Verdict recverr) {
        assertThat(VerdictRule.of(TOO_BIG6, socket(true, false), options(false, DEFAULT, discover), Queue.EMPTY, false))
                .isEqualTo(plain);
        assertThat(VerdictRule.of(TOO_BIG6, socket(true, false), options(true, DEFAULT, discover), Queue.EMPTY, false))
                .isEqualTo(recverr);
    }
}
