// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.ObservedDelivery.By;
import dev.udpbounce.kernel.observe.KernelReport.Kind;
import dev.udpbounce.kernel.observe.KernelReport.QueueEntry;
import dev.udpbounce.kernel.sys.CallNumbers;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from the kernel's reports of one socket, in the order in which the kernel makes them. */
class ObservedSocketTest {
    private static final int REFUSED = 111;
    private static final int UNREACHABLE = 113;
    private static final int ICMP = 2;
    private static final int TIMESTAMP = 4;
    private static final IpAddress HERE = new IpAddress(4, 0, 0x7f000001L);

    /** A call or an end, and the errors that it concerns, by the times at which they arrived. */
    private record Became(By by, List<Long> errors) {}

    private final List<Long> arrived = new ArrayList<>();
    private final List<Became> became = new ArrayList<>();
    private final ObservedSocket socket = new ObservedSocket(new ObservedSocket.Findings() {
        @Override
        public void arrived(ReportedError error) {
            arrived.add(error.timeNs());
        }

        @Override
        public void became(By by, KernelReport report, List<ReportedError> errors) {
            became.add(new Became(by, errors.stream().map(ReportedError::timeNs).toList()));
        }
    });
    private long nowNs;

    private void report(Kind kind, int result, int flags, int pending, int queued, @Nullable QueueEntry end) {
        report(kind, result, flags, pending, queued, end, 0, 0, false);
    }

    private void call(Kind kind, long call, int messages, boolean first) {
        report(kind, -REFUSED, 0, 0, 0, null, call, messages, first);
    }

    private void close(int pending) {
        report(Kind.CLOSE, 0, 0, pending, 0, null);
    }

    private void report(
            Kind kind,
            int result,
            int flags,
            int pending,
            int queued,
            @Nullable QueueEntry end,
            long call,
            int messages,
            boolean first) {
        socket.take(new KernelReport(
                kind,
                ++nowNs,
                new KernelReport.Caller(1, 1, 0, "test", 1),
                new KernelReport.Socket(1, 1, 1, SocketConstants.AF_INET, true, HERE, 1000, HERE, 1060),
                result,
                flags,
                call,
                messages,
                first,
                pending,
                queued,
                end));
    }

    private void set(int errno) {
        report(Kind.ERROR, 0, 0, errno, 0, null);
    }

    private static QueueEntry entry(long id, int origin) {
        return new QueueEntry(id, REFUSED, origin, 3, 3, HERE, 1060);
    }

    /** An error with IP_RECVERR: queued, then pending. */
    private void queue(long id, int pendingBefore, int length) {
        report(Kind.ERROR, 0, 0, pendingBefore, length, entry(id, ICMP));
        report(Kind.ERROR, 0, 0, REFUSED, length, entry(id, ICMP));
    }

    private void readQueue(int pending, int left) {
        report(Kind.RECEIVE, 3, SocketConstants.MSG_ERRQUEUE, pending, left, null);
    }

    private void call(Kind kind, int errno, int pending, int queued) {
        report(kind, kind == Kind.TAKE_ERROR ? errno : -errno, 0, pending, queued, null);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECEIVE", "SEND", "TAKE_ERROR"})
    void aCallTakesWhatIsPending(Kind kind) {
        set(REFUSED);
        call(kind, REFUSED, 0, 0);
        call(kind, REFUSED, 0, 0);

        By by = kind == Kind.TAKE_ERROR ? By.SO_ERROR : By.valueOf(kind.name());
        assertThat(became).containsExactly(new Became(by, List.of(1L)));
    }

    @Test
    void severalErrorsShareOneErrno() {
        set(REFUSED);
        set(UNREACHABLE);
        call(Kind.RECEIVE, UNREACHABLE, 0, 0);

        assertThat(arrived).containsExactly(1L, 2L);
        assertThat(became).containsExactly(new Became(By.RECEIVE, List.of(1L, 2L)));
    }

    @Test
    void anErrorThatArrivesWhileACallTakesAnotherStaysPending() {
        set(REFUSED);
        set(REFUSED);
        call(Kind.SEND, REFUSED, REFUSED, 0);
        call(Kind.SEND, REFUSED, 0, 0);

        assertThat(became).containsExactly(new Became(By.SEND, List.of(1L)), new Became(By.SEND, List.of(2L)));
    }

    @Test
    void aSendThatFailsOnItsOwnTakesNothing() {
        set(UNREACHABLE);
        call(Kind.SEND, UNREACHABLE, UNREACHABLE, 0);
        call(Kind.SEND, 1, UNREACHABLE, 0);
        call(Kind.RECEIVE, UNREACHABLE, 0, 0);

        assertThat(became).containsExactly(new Became(By.RECEIVE, List.of(1L)));
    }

    @Test
    void withIpRecverrAnErrorIsOneThoughItIsReportedTwice() {
        queue(50, 0, 1);
        readQueue(0, 0);
        call(Kind.RECEIVE, REFUSED, 0, 0);

        assertThat(arrived).containsExactly(1L);
        assertThat(became).containsExactly(new Became(By.ERROR_QUEUE, List.of(1L)));
    }

    @Test
    void readingAnEntryMakesTheNextOnePending() {
        queue(50, 0, 1);
        queue(60, REFUSED, 2);
        call(Kind.RECEIVE, REFUSED, 0, 2);
        // The kernel reports the next entry as pending before the read returns.
        report(Kind.ERROR, 0, 0, REFUSED, 1, entry(60, ICMP));
        readQueue(REFUSED, 1);
        call(Kind.RECEIVE, REFUSED, 0, 1);
        readQueue(0, 0);

        assertThat(arrived).containsExactly(1L, 3L);
        assertThat(became)
                .containsExactly(
                        new Became(By.RECEIVE, List.of(1L, 3L)),
                        new Became(By.ERROR_QUEUE, List.of(1L)),
                        new Became(By.RECEIVE, List.of(3L)),
                        new Became(By.ERROR_QUEUE, List.of(3L)));
    }

    @Test
    void aFullErrorQueueDoesNotHideAnError() {
        queue(50, 0, 1);
        call(Kind.RECEIVE, REFUSED, 0, 1);
        report(Kind.ERROR, 0, 0, REFUSED, 1, entry(50, ICMP));
        call(Kind.RECEIVE, REFUSED, 0, 1);

        assertThat(arrived).containsExactly(1L, 4L);
        assertThat(became).containsExactly(new Became(By.RECEIVE, List.of(1L)), new Became(By.RECEIVE, List.of(4L)));
    }

    @Test
    void anEntryMayReuseTheMemoryOfTheOneThatWasRead() {
        queue(50, 0, 1);
        readQueue(0, 0);
        queue(50, 0, 1);
        readQueue(0, 0);

        assertThat(arrived).containsExactly(1L, 4L);
        assertThat(became)
                .containsExactly(new Became(By.ERROR_QUEUE, List.of(1L)), new Became(By.ERROR_QUEUE, List.of(4L)));
    }

    @Test
    void aTimestampInTheQueueIsNoError() {
        report(Kind.ERROR, 0, 0, 0, 1, entry(50, TIMESTAMP));
        queue(60, 0, 2);
        readQueue(REFUSED, 1);
        readQueue(0, 0);

        assertThat(arrived).containsExactly(2L);
        assertThat(became).containsExactly(new Became(By.ERROR_QUEUE, List.of(2L)));
    }

    @Test
    void entriesFromBeforeAreNotTakenForThoseThatAreKnown() {
        queue(50, 0, 3);
        readQueue(0, 2);
        readQueue(0, 1);
        assertThat(became).isEmpty();
        readQueue(0, 0);

        assertThat(became).containsExactly(new Became(By.ERROR_QUEUE, List.of(1L)));
    }

    @Test
    void whatNoCallTookEndsWithTheSocket() {
        set(REFUSED);
        call(Kind.RECEIVE, REFUSED, 0, 0);
        queue(50, 0, 1);
        set(UNREACHABLE);
        report(Kind.CLOSE, 0, 0, UNREACHABLE, 1, null);

        assertThat(became).containsExactly(new Became(By.RECEIVE, List.of(1L)), new Became(By.CLOSED, List.of(3L, 5L)));
    }

    @Test
    void anErrorThatWasToldByItsErrnoDoesNotEndUntoldThoughItIsStillQueued() {
        queue(50, 0, 1);
        call(Kind.TAKE_ERROR, REFUSED, 0, 1);
        report(Kind.CLOSE, 0, 0, 0, 1, null);

        assertThat(became).containsExactly(new Became(By.SO_ERROR, List.of(1L)));
    }

    @Test
    void anErrorThatAnotherThreadTakesAtOnceIsToldToIt() {
        set(0);
        call(Kind.SEND, REFUSED, 0, 0);
        queue(50, 0, 1);
        readQueue(0, 0);
        set(0);
        report(Kind.CLOSE, 0, 0, 0, 0, null);

        assertThat(arrived).containsExactly(1L, 3L, 6L);
        assertThat(became).containsExactly(new Became(By.SEND, List.of(1L)), new Became(By.ERROR_QUEUE, List.of(3L)));
    }

    @Test
    void aCallWhoseReportIsLateTookNoLaterError() {
        set(REFUSED);
        set(REFUSED);
        nowNs = 0;
        call(Kind.RECEIVE, REFUSED, 0, 0);

        assertThat(became).containsExactly(new Became(By.RECEIVE, List.of(1L)));
    }

    private void tellsOnce() {
        set(REFUSED);
        report(Kind.RECEIVE, -REFUSED, 0, 0, 0, null);
        became.clear();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, REFUSED})
    void anErrorThatACallTookBeforeItWasReportedIsToldByThatCall(int pendingAgain) {
        tellsOnce();
        report(Kind.SEND, -REFUSED, 0, 0, 0, null);
        set(pendingAgain);
        report(Kind.CLOSE, 0, 0, 0, 0, null);

        assertThat(became).containsExactly(new Became(By.SEND, List.of(4L)));
    }

    @Test
    void anErrorThatComesLongAfterACallIsNotToldByIt() {
        tellsOnce();
        report(Kind.SEND, -REFUSED, 0, 0, 0, null);
        nowNs += 10_000_000;
        set(REFUSED);
        report(Kind.RECEIVE, -REFUSED, 0, 0, 0, null);

        assertThat(became).extracting(Became::by).containsExactly(By.RECEIVE);
    }

    @ParameterizedTest
    @ValueSource(ints = {14, UNREACHABLE})
    void aSendThatFailsOnItsOwnDoesNotTakeAnErrorThatIsReportedLater(int errno) {
        tellsOnce();
        report(Kind.SEND, -errno, 0, 0, 0, null);
        set(0);
        report(Kind.RECEIVE, -REFUSED, 0, 0, 0, null);

        assertThat(became).extracting(Became::by).containsExactly(By.RECEIVE);
    }

    private static long recvmmsg() {
        return CallNumbers.areOfThisMachine() ? CallNumbers.RECVMMSG : 243;
    }

    private static long sendmmsg() {
        return CallNumbers.areOfThisMachine() ? CallNumbers.SENDMMSG : 269;
    }

    @Test
    void anErrorThatARecvmmsgMayHaveSetAgainIsReturnedByTheNextCallOrNot() {
        set(REFUSED);
        call(Kind.RECEIVE, recvmmsg(), 8, false);
        call(Kind.SEND, 0, 0, false);
        set(REFUSED);
        call(Kind.RECEIVE, recvmmsg(), 8, false);
        set(REFUSED);
        call(Kind.RECEIVE, 0, 0, false);
        call(Kind.RECEIVE, 0, 0, false);

        assertThat(became)
                .containsExactly(
                        new Became(By.UNKNOWN, List.of(1L)),
                        new Became(By.SEND, List.of(1L)),
                        new Became(By.UNKNOWN, List.of(4L)),
                        new Became(By.RECEIVE, List.of(6L)));
    }

    @Test
    void aRecvmmsgOfOneMessageReturnsTheErrorThatComesMeanwhile() {
        set(REFUSED);
        call(Kind.RECEIVE, recvmmsg(), 1, false);
        close(0);

        assertThat(became).containsExactly(new Became(By.RECEIVE, List.of(1L)));
    }

    @Test
    void ofASendmmsgAfterItsFirstMessageItIsNotKnownWhetherItReturnsTheError() {
        set(REFUSED);
        call(Kind.SEND, sendmmsg(), 2, false);
        close(0);

        assertThat(became).containsExactly(new Became(By.UNKNOWN, List.of(1L)));
    }

    @Test
    void aSendmmsgReturnsTheErrorOfItsFirstMessage() {
        set(REFUSED);
        call(Kind.SEND, sendmmsg(), 1, false);
        set(REFUSED);
        call(Kind.SEND, sendmmsg(), 8, true);

        assertThat(became).containsExactly(new Became(By.SEND, List.of(1L)), new Became(By.SEND, List.of(3L)));
    }

    @Test
    void whatIsNoLongerPendingAtTheEndWasTakenByACallThatIsNotReported() {
        set(REFUSED);
        set(REFUSED);
        close(0);

        assertThat(became).containsExactly(new Became(By.UNKNOWN, List.of(1L)), new Became(By.UNKNOWN, List.of(2L)));
    }

    @Test
    void whereRecvmmsgTakesErrorsWithoutAReportOnlyTheLatestIsCertain() {
        set(REFUSED);
        call(Kind.RECEIVE, recvmmsg(), 1, false);
        set(REFUSED);
        set(REFUSED);
        call(Kind.SEND, 0, 0, false);

        assertThat(became)
                .containsExactly(
                        new Became(By.RECEIVE, List.of(1L)),
                        new Became(By.UNKNOWN, List.of(3L)),
                        new Became(By.SEND, List.of(4L)));
    }
}
