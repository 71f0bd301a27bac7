// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import dev.udpbounce.event.Fate.Story;
import dev.udpbounce.event.SocketCall.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The summary of one socket of a traced program.
 *
 * @param id number of the socket within the trace
 * @param owner the last caller
 * @param local bound address, if known
 * @param peers destination addresses in order of their first datagram; the first few
 * @param sends the datagrams
 * @param errors the errors
 * @param connected whether it was ever connected
 * @param recverr whether IP_RECVERR or IPV6_RECVERR was ever on
 * @param elsewhere whether it was in another network namespace, whose packets were not captured
 */
public record SocketVerdict(
        long id,
        SocketOwner owner,
        @Nullable Endpoint local,
        List<Endpoint> peers,
        Sends sends,
        Errors errors,
        boolean connected,
        boolean recverr,
        boolean elsewhere) {
    /**
     * The datagrams of a socket.
     *
     * @param count datagrams that it sent
     * @param unsent datagrams that were not sent, by reason
     */
    public record Sends(long count, Map<Unsent.Why, Long> unsent) {
        public long unsent(Unsent.Why why) {
            return unsent.getOrDefault(why, 0L);
        }

        /** Returns the datagrams of sends that delivered a pending error instead. */
        public long lost() {
            return unsent(Unsent.Why.PENDING_ERROR);
        }
    }

    /**
     * The errors that its datagrams caused, and the errors that its calls delivered.
     *
     * @param stories captured errors that its datagrams caused, by story
     * @param open such errors for which it is not known who is told
     * @param soft such errors that no program was told of because they are not hard
     * @param atOthers such errors that the kernel delivered to another socket
     * @param ofOthers errors that the kernel delivered to it although another socket sent the datagram
     * @param stale errors delivered to a call for another peer
     * @param delivered calls that delivered an error of the socket
     */
    public record Errors(
            Map<Story, Long> stories, long open, long soft, long atOthers, long ofOthers, long stale, long delivered) {
        public long stories(Story story) {
            return stories.getOrDefault(story, 0L);
        }

        /** Returns the captured errors that its datagrams caused. */
        public long count() {
            return stories.values().stream().mapToLong(Long::longValue).sum() + open;
        }

        /** Returns whether anything bounced, as far as packets or calls show it. */
        public boolean any() {
            return count() + delivered + ofOthers > 0;
        }

        /** Returns the errors that no call delivered. */
        public long untold() {
            return stories(Story.NEVER_TOLD) + stories(Story.DIED_WITH_SOCKET) + stories(Story.QUEUED);
        }
    }

    /**
     * The summary of several sockets that there was no room for.
     *
     * @param sockets number of sockets
     * @param elsewhere number of these sockets in another network namespace
     */
    public record Sum(long sockets, long elsewhere, Sends sends, Errors errors) {}

    /** Returns the datagrams of sends that delivered a pending error instead. */
    public long lostSends() {
        return sends.lost();
    }

    /** Returns whether a datagram of the socket bounced, as far as packets or calls show it. */
    public boolean bounced() {
        return errors.any();
    }

    /** Returns whether there is anything to report about the socket. */
    public boolean remarkable() {
        return bounced() || elsewhere || !sends.unsent().isEmpty();
    }
}
