// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.event.ExtendedError;
import dev.udpbounce.event.Prefix;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketCall.Message;
import dev.udpbounce.kernel.sys.ExtendedErrors;
import dev.udpbounce.kernel.sys.SocketAddresses;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the structures of datagram calls in the memory of a traced thread.
 *
 * <pre>
 *          0        8         16      24       32        40           48      56
 * msghdr   name     namelen   iov     iovlen   control   controllen   flags
 * mmsghdr  msghdr ……………………………………………………………………………………………………  length (64 in all)
 * iovec    base     length
 * </pre>
 */
final class MessageHeaders {
    private static final int MSGHDR = 56;
    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int CMSGHDR = 16;
    /** Maximum number of messages read from one {@code sendmmsg}; UIO_MAXIOV. */
    private static final int MOST_MESSAGES = 1024;

    private static final int MOST_IOVECS = 64;

    private final Memory memory;

    MessageHeaders(Memory memory) {
        this.memory = memory;
    }

    @Nullable
    Endpoint address(int tid, long at, long length) {
        return SocketAddresses.endpoint(memory.read(tid, at, Math.min(length, SocketAddresses.SIZE)), 0);
    }

    /**
     * Returns the message in one contiguous buffer.
     *
     * @param segment octets of payload of each datagram cut from the message; 0 for one datagram
     */
    Message plain(int tid, long at, long length, @Nullable Endpoint peer, int segment) {
        ByteBuffer octets = memory.read(tid, at, Math.min(length, Prefix.MOST));
        return new Message(
                peer, (int) Math.min(Integer.MAX_VALUE, length), Prefix.of(octets, 0, octets.limit()), segment);
    }

    /** Returns the message in an array of {@code struct iovec}. */
    Message vector(int tid, long at, long count, @Nullable Endpoint peer, int segment) {
        ByteBuffer vectors = memory.read(tid, at, Math.min(count, MOST_IOVECS) * IOVEC);
        long length = 0;
        Prefix prefix = Prefix.NONE;
        for (int i = 0; i + IOVEC <= vectors.limit(); i += IOVEC) {
            long size = vectors.getLong(i + 8);
            if (length == 0 && size > 0) {
                ByteBuffer octets = memory.read(tid, vectors.getLong(i), Math.min(size, Prefix.MOST));
                prefix = Prefix.of(octets, 0, octets.limit());
            }
            length += size;
        }
        boolean whole = count <= MOST_IOVECS && vectors.limit() == count * IOVEC;
        return new Message(peer, whole && length <= Integer.MAX_VALUE ? (int) length : -1, prefix, segment);
    }

    /**
     * Returns the message of a {@code struct msghdr}.
     *
     * @param connected destination if the header has no address
     * @param segment octets of payload of each datagram cut from the message if it has no UDP_SEGMENT; 0 for one
     * datagram
     */
    Message message(int tid, long at, @Nullable Endpoint connected, int segment) {
        ByteBuffer header = memory.read(tid, at, MSGHDR);
        if (header.limit() < MSGHDR) {
            return new Message(connected, -1, Prefix.NONE);
        }
        Endpoint named = address(tid, header.getLong(0), header.getInt(8));
        int own = segmentSize(memory.read(tid, header.getLong(32), header.getLong(40)));
        return vector(
                tid,
                header.getLong(16),
                header.getLong(24),
                named == null ? connected : named,
                own == 0 ? segment : own);
    }

    /** Returns the value of the control message UDP_SEGMENT; 0 if there is none. */
    private static int segmentSize(ByteBuffer control) {
        int at = 0;
        while (at + CMSGHDR + Short.BYTES <= control.limit()) {
            long size = control.getLong(at);
            if (control.getInt(at + 8) == SocketConstants.SOL_UDP
                    && control.getInt(at + 12) == SocketConstants.UDP_SEGMENT) {
                return Short.toUnsignedInt(control.getShort(at + CMSGHDR));
            }
            if (size < CMSGHDR || size > control.limit()) {
                return 0;
            }
            at += (int) (size + 7) & ~7;
        }
        return 0;
    }

    /** Returns the messages of an array of {@code struct mmsghdr}. */
    List<Message> messages(int tid, long at, long count, @Nullable Endpoint connected, int segment) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < Math.min(count, MOST_MESSAGES); i++) {
            messages.add(message(tid, at + (long) i * MMSGHDR, connected, segment));
        }
        return messages;
    }

    /** Returns the address in a {@code struct msghdr}; after a receive, the sender's. */
    @Nullable
    Endpoint name(int tid, long at) {
        ByteBuffer header = memory.read(tid, at, MSGHDR);
        return header.limit() < MSGHDR ? null : address(tid, header.getLong(0), header.getInt(8));
    }

    /** Returns the error-queue entry in the first element of an array of {@code struct mmsghdr}. */
    @Nullable
    ExtendedError extendedErrorOfSeveral(int tid, long at) {
        ByteBuffer length = memory.read(tid, at + MSGHDR, Integer.BYTES);
        return length.limit() < Integer.BYTES ? null : extendedError(tid, at, length.getInt(0));
    }

    /** Returns the error-queue entry in the control messages of a {@code struct msghdr}. */
    @Nullable
    ExtendedError extendedError(int tid, long at, long returned) {
        ByteBuffer header = memory.read(tid, at, MSGHDR);
        if (header.limit() < MSGHDR) {
            return null;
        }
        return ExtendedErrors.find(memory.read(tid, header.getLong(32), header.getLong(40)), returned);
    }
}
