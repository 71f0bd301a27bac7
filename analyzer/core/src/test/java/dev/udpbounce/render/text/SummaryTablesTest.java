// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.event.BounceTable;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.event.Summary;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.Samples;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SummaryTablesTest {
    private static final SocketOwner PYTHON = new SocketOwner(4711, -1, "python3", 0, -1, -1);

    private static BounceRow row(
            @Nullable SocketOwner process, int code, long bounced, Known told, Known untold, long lost) {
        return new BounceRow(
                process,
                Samples.LOOPBACK,
                1060,
                IcmpTable.of(4, 3, code),
                9,
                bounced,
                0,
                told,
                untold,
                0,
                lost,
                OptionalLong.of(Samples.FIRST_NS));
    }

    private static String text(TextOptions options, BounceRow... rows) {
        Summary summary = Samples.summary();
        return new SummaryTables(options).text(summary.withBounces(new BounceTable.Sums(List.of(rows), 0, 0, 0)));
    }

    @Test
    void aRowSaysWhoseDatagramsBouncedAndWhoWasTold() {
        assertThat(text(
                        TextOptions.plain(),
                        row(PYTHON, 3, 4, new Known(2, 0), new Known(1, 0), 1),
                        row(null, 13, 1, new Known(0, 0), new Known(0, 1), 0)))
                .isEqualTo("""
                        process        destination     error                             sent  bounced  told  untold  untold?  lost         first
                        python3[4711]  127.0.0.1:1060  3/3 port unreachable                 9        4     2       1        0     1  01:39:58.454
                        unknown        127.0.0.1:1060  3/13 administratively prohibited     9        1     0       0        1     0  01:39:58.454
                        told?, untold?: predicted from the state of the sockets, not observed
                        lost: datagrams that were not sent, because their send call returned such an error
                        """);
    }

    @Test
    void theRowsOfAProcessAndADestinationFollowALineOfTheirOwnWhereThereIsNoRoom() {
        Known none = new Known(0, 0);
        assertThat(text(
                        TextOptions.plain().withWidth(80),
                        row(PYTHON, 3, 4, new Known(4, 0), none, 0),
                        row(PYTHON, 13, 1, new Known(1, 0), none, 0)))
                .isEqualTo("""
                        process  destination
                          error                             sent  bounced  told         first
                        python3[4711]  127.0.0.1:1060
                          3/3 port unreachable                 9        4     4  01:39:58.454
                          3/13 administratively prohibited     9        1     1  01:39:58.454
                        """);
    }

    @Test
    void withoutProcessesOnlyADestinationWithSeveralKindsOfErrorsHasRows() {
        Known none = new Known(0, 0);
        assertThat(text(TextOptions.plain(), row(null, 3, 4, none, none, 0))).isEmpty();
        assertThat(text(TextOptions.plain(), row(null, 3, 4, none, none, 0), row(null, 13, 1, none, none, 0)))
                .startsWith("destination     error")
                .doesNotContain("process", "told");
    }

    @Test
    void aNameCannotMoveTheCursorAndMissingRowsAreCounted() {
        Summary summary = Samples.summary()
                .withBounces(new BounceTable.Sums(
                        List.of(
                                row(
                                        new SocketOwner(1, -1, "e\u001b[2J", 0, -1, -1),
                                        3,
                                        1,
                                        new Known(1, 0),
                                        new Known(0, 0),
                                        0),
                                row(PYTHON, 3, 1, new Known(1, 0), new Known(0, 0), 0)),
                        3,
                        4,
                        5));

        assertThat(new SummaryTables(TextOptions.plain().withRows(1)).text(summary))
                .doesNotContain("\u001b", "python3")
                .contains("… and 4 more rows\n", "… and 4 errors for rows beyond", "no room for 5 processes");
    }
}
