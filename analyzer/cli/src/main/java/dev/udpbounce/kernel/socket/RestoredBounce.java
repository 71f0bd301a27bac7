// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Quoted;

/**
 * An error about a datagram that was captured only behind a translation by this machine, as its socket sees it: the kernel
 * restores the quote before it looks for the socket.
 *
 * @param datagramFlow addresses and ports with which the datagram was sent
 */
record RestoredBounce(Bounce captured, Flow datagramFlow) implements Bounce {
    @Override
    public Sighting sighting() {
        return captured.sighting();
    }

    @Override
    public Icmp icmp() {
        return captured.icmp();
    }

    @Override
    public Quoted quoted() {
        return captured.quoted();
    }

    @Override
    public Attribution attribution() {
        return captured.attribution();
    }

    @Override
    public boolean isTranslated() {
        return false;
    }
}
