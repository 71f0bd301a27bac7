package dev.udpbounce.timeline;

import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import java.util.function.Predicate;

/** Passes on the datagrams that the user selected and the errors that quote one, and counts the others. */
final class Selected implements PacketHandler {
    private final Predicate<Datagram> selection;
    private final PacketHandler next;
    private long otherSends;
    private long otherErrors;

    Selected(Predicate<Datagram> selection, PacketHandler next) {
        this.selection = selection;
        this.next = next;
    }

    /** Datagrams that were left out. */
    long otherSends() {
        return otherSends;
    }

    /** Errors that were left out. */
    long otherErrors() {
        return otherErrors;
    }

    @Override
    public void onDatagram(Datagram datagram) {
        if (selection.test(datagram)) {
            next.onDatagram(datagram);
        } else {
            otherSends++;
        }
    }

    @Override
    public void onIcmpError(IcmpError error) {
        Datagram quote = error.quote();
        if (selection instanceof SeenFlows seen ? seen.contains(quote) : selection.test(quote)) {
            next.onIcmpError(error);
        } else {
            otherErrors++;
        }
    }
}
