// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import dev.udpbounce.icmp.Errno;
import java.nio.ByteBuffer;

/** Asks the kernel by messages of netlink(7), one question at a time. For one thread at a time. */
public final class NetlinkQuery implements AutoCloseable {
    private static final int TIMEOUT_MS = 100;
    private static final int MAX_SILENCES = 20;
    private static final int ERRNO = Integer.BYTES;

    private final Netlink netlink;
    private final String name;
    private int sequence;

    private NetlinkQuery(Netlink netlink, String name) {
        this.netlink = netlink;
        this.name = name;
    }

    /**
     * Opens a socket for questions, in the network namespace of this thread.
     *
     * @param protocol of netlink
     * @param name what error messages call it
     * @throws KernelException EPROTONOSUPPORT if this kernel does not have the protocol
     */
    public static NetlinkQuery open(int protocol, String name) throws KernelException {
        return new NetlinkQuery(Netlink.open(protocol, TIMEOUT_MS), name);
    }

    /**
     * Asks, and passes on the messages of the answer: one, or with {@link Netlink#NLM_F_DUMP} any number.
     *
     * @param question a message whose header has its type and flags
     * @return 0, or the errno that is the kernel's answer
     * @throws KernelException if no complete answer comes, EAGAIN, or if some of it was lost, ENOBUFS
     */
    public int ask(ByteBuffer question, int length, Netlink.Taker taker) throws KernelException {
        boolean single = (question.getShort(Netlink.FLAGS) & Netlink.NLM_F_DUMP) == 0;
        question.putInt(0, length).putInt(Netlink.SEQUENCE, ++sequence);
        netlink.send(question, length);
        Answer answer = new Answer(sequence, single, taker);
        for (int silences = 0; silences < MAX_SILENCES; ) {
            int received = netlink.receive();
            if (received == 0) {
                silences++;
            } else {
                netlink.pass(received, answer);
                if (answer.complete) {
                    return answer.errno;
                }
            }
        }
        throw Libc.failure(name, Errno.EAGAIN.linux());
    }

    /** Takes the messages of one answer. */
    private static final class Answer implements Netlink.Taker {
        private final int sequence;
        private final boolean single;
        private final Netlink.Taker taker;
        private boolean complete;
        private int errno;

        Answer(int sequence, boolean single, Netlink.Taker taker) {
            this.sequence = sequence;
            this.single = single;
            this.taker = taker;
        }

        @Override
        public void take(ByteBuffer octets, int at, int end) {
            // Other sequence numbers belong to questions that were given up.
            if (complete || octets.getInt(at + Netlink.SEQUENCE) != sequence) {
                return;
            }
            boolean hasErrno = end - at >= Netlink.HEADER + ERRNO;
            switch (octets.getShort(at + Netlink.TYPE)) {
                case Netlink.NLMSG_DONE -> {
                    errno = hasErrno ? -octets.getInt(at + Netlink.HEADER) : 0;
                    complete = true;
                }
                case Netlink.NLMSG_ERROR -> {
                    errno = hasErrno ? -octets.getInt(at + Netlink.HEADER) : Errno.EAGAIN.linux();
                    complete = true;
                }
                default -> {
                    taker.take(octets, at, end);
                    complete = single;
                }
            }
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
