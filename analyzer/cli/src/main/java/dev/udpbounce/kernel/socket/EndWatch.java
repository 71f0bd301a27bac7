// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

/** Learns of the ends of the UDP sockets of a network namespace. */
interface EndWatch extends AutoCloseable {
    EndedSockets sockets();

    /** Adds all ends that are known so far. Any thread may call this, to avoid waiting for another one. */
    void catchUp();

    @Override
    void close();
}
