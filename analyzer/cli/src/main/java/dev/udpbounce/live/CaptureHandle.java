// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import org.jspecify.annotations.Nullable;

/** An open capture on an interface, whose packets wait in the kernel until a thread takes them. */
interface CaptureHandle {
    /** Returns the LINKTYPE_ number of the packets. */
    int linkType();

    /** Returns whether the kernel sees a packet of the loopback interface twice, and so counts it twice. */
    boolean isLoopbackTwice();

    /**
     * Takes packets until {@link #breakLoop}, also if that was called before. Called by one thread, once.
     *
     * @throws CaptureException if it ends by itself; the message is the reason
     */
    void loop(Intake intake) throws CaptureException;

    /**
     * Ends {@link #loop}. For any thread.
     *
     * @return whether it ends; false if it may be blocked where nothing wakes it, or if the handle is closed
     */
    boolean breakLoop();

    /**
     * Returns the time of the first packet that the kernel has handed over and {@link #loop} has not published, in
     * nanoseconds since the Unix epoch; {@link Long#MAX_VALUE} if there is none, or if that cannot be seen. For any
     * thread.
     */
    default long earliestNs() {
        return Long.MAX_VALUE;
    }

    /**
     * Reads the kernel's counts, which begin when the handle is opened. For any thread.
     *
     * @return null if there are none: another program captures, or the handle is closed
     * @throws CaptureException if they cannot be read
     */
    @Nullable
    KernelCounts counts() throws CaptureException;

    /** Closes the handle, in which no thread may be. */
    void close();

    /**
     * The kernel's counts. Differences between two readings are right in 32 bits.
     *
     * @param received packets that passed the filter, dropped ones included
     * @param dropped packets among them that found the kernel's buffer full
     * @param droppedByInterface packets that the interface had no room for
     */
    record KernelCounts(long received, long dropped, long droppedByInterface) {}
}
