package dev.udpbounce.timeline;

import dev.udpbounce.timeline.Fate.Story;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a traced program, summed up.
 *
 * @param id number of the socket within the trace
 * @param owner who called on it last
 * @param local address that it was bound to, where that is known
 * @param peers addresses that it sent to, in order of their first datagram; the first few
 * @param sends datagrams that it sent
 * @param lostSends datagrams of sends that collected a pending error in their place
 * @param staleReports errors delivered to a call that concerned another peer
 * @param errorsReported calls that delivered an error of the socket
 * @param errors errors of the capture that its datagrams brought, by their story
 * @param softErrors those that nobody was told of because they are not hard
 * @param connected whether it was ever connected
 * @param recverr whether IP_RECVERR or IPV6_RECVERR was ever on
 */
public record SocketVerdict(
        long id,
        Sender owner,
        @Nullable Endpoint local,
        List<Endpoint> peers,
        long sends,
        long lostSends,
        long staleReports,
        long errorsReported,
        Map<Story, Long> errors,
        long softErrors,
        boolean connected,
        boolean recverr) {
    public long errors(Story story) {
        return errors.getOrDefault(story, 0L);
    }

    /** Errors of the capture that its datagrams brought. */
    public long bounced() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Errors that no call delivered. */
    public long untold() {
        return errors(Story.NEVER_TOLD) + errors(Story.DIED_WITH_SOCKET) + errors(Story.QUEUED);
    }

    /** Whether there is anything to tell about it. */
    public boolean remarkable() {
        return bounced() + errorsReported > 0;
    }
}
