package dev.udpbounce.kernel.trace;

import dev.udpbounce.timeline.Prefix;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.ExtendedError;
import dev.udpbounce.timeline.SocketCall.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The structures by which datagrams go to and come from the kernel, read in the memory of a traced thread.
 *
 * <pre>
 *          0        8         16      24       32        40           48      56
 * msghdr   name     namelen   iov     iovlen   control   controllen   flags
 * mmsghdr  msghdr ……………………………………………………………………………………………………  length (64 in all)
 * iovec    base     length
 * </pre>
 */
final class Messages {
    private static final int MSGHDR = 56;
    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    /** Messages of one {@code sendmmsg} that are looked at; UIO_MAXIOV. */
    private static final int MOST_MESSAGES = 1024;

    private static final int MOST_IOVECS = 64;

    private final Memory memory;

    Messages(Memory memory) {
        this.memory = memory;
    }

    @Nullable
    Endpoint address(int tid, long at, long length) {
        return SocketAddresses.endpoint(memory.read(tid, at, Math.min(length, SocketAddresses.SIZE)), 0);
    }

    Message plain(int tid, long at, long length, @Nullable Endpoint peer) {
        ByteBuffer octets = memory.read(tid, at, Math.min(length, Prefix.MOST));
        return new Message(peer, (int) Math.min(Integer.MAX_VALUE, length), Prefix.of(octets, 0, octets.limit()));
    }

    /** A datagram that an array of {@code struct iovec} holds. */
    Message vector(int tid, long at, long count, @Nullable Endpoint peer) {
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
        return new Message(peer, whole && length <= Integer.MAX_VALUE ? (int) length : -1, prefix);
    }

    /** The datagram of a {@code struct msghdr}; {@code connected} is where it goes if it names nobody. */
    Message message(int tid, long at, @Nullable Endpoint connected) {
        ByteBuffer header = memory.read(tid, at, MSGHDR);
        return header.limit() < MSGHDR ? new Message(connected, -1, Prefix.NONE) : message(tid, header, 0, connected);
    }

    private Message message(int tid, ByteBuffer header, int at, @Nullable Endpoint connected) {
        Endpoint named = address(tid, header.getLong(at), header.getInt(at + 8));
        return vector(tid, header.getLong(at + 16), header.getLong(at + 24), named == null ? connected : named);
    }

    /** The datagrams of an array of {@code struct mmsghdr}. */
    List<Message> messages(int tid, long at, long count, @Nullable Endpoint connected) {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < Math.min(count, MOST_MESSAGES); i++) {
            messages.add(message(tid, at + (long) i * MMSGHDR, connected));
        }
        return messages;
    }

    /** The address that a {@code struct msghdr} names, after a receive whose sender it is. */
    @Nullable
    Endpoint name(int tid, long at) {
        ByteBuffer header = memory.read(tid, at, MSGHDR);
        return header.limit() < MSGHDR ? null : address(tid, header.getLong(0), header.getInt(8));
    }

    /** What it has put into those of the first of an array of {@code struct mmsghdr}. */
    @Nullable
    ExtendedError extendedErrorOfSeveral(int tid, long at) {
        ByteBuffer length = memory.read(tid, at + MSGHDR, Integer.BYTES);
        return length.limit() < Integer.BYTES ? null : extendedError(tid, at, length.getInt(0));
    }

    /** What the error queue has put into the control messages of a {@code struct msghdr}. */
    @Nullable
    ExtendedError extendedError(int tid, long at, long returned) {
        ByteBuffer header = memory.read(tid, at, MSGHDR);
        if (header.limit() < MSGHDR) {
            return null;
        }
        return ExtendedErrors.find(memory.read(tid, header.getLong(32), header.getLong(40)), returned);
    }
}
