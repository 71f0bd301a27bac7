// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.pipeline;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.select.Selection;
import java.util.function.Consumer;

/** Passes on the datagrams and errors that a selection includes, and counts the others. */
final class SelectedPackets implements PacketHandler {
    private final Selection selection;
    private final PacketHandler next;
    private final Consumer<Datagram> others;
    private long otherSends;
    private long otherErrors;

    /** @param others receives the datagrams that are not selected */
    SelectedPackets(Selection selection, PacketHandler next, Consumer<Datagram> others) {
        this.selection = selection;
        this.next = next;
        this.others = others;
    }

    /** Datagrams that were not selected. */
    long otherSends() {
        return otherSends;
    }

    /** Errors that were not selected. */
    long otherErrors() {
        return otherErrors;
    }

    @Override
    public void onDatagram(Datagram datagram) {
        if (selection.takesDatagram(datagram)) {
            next.onDatagram(datagram);
        } else {
            otherSends++;
            others.accept(datagram);
        }
    }

    @Override
    public void onIcmpError(IcmpError error) {
        if (selection.takesErrorAbout(error.quote())) {
            next.onIcmpError(error);
        } else {
            otherErrors++;
        }
    }
}
