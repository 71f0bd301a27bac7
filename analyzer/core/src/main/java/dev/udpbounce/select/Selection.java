// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.decode.Datagram;

/** Selects the datagrams and errors to follow. May be stateful, so call the methods in the order of capture. */
public interface Selection {
    /** Returns whether to follow a datagram. */
    boolean takesDatagram(Datagram datagram);

    /**
     * Returns whether to follow an error.
     *
     * @param quote the quoted datagram, whose ports may be absent
     */
    boolean takesErrorAbout(Datagram quote);
}
