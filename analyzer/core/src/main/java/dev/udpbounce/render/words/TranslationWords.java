// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;

/** Describes an error whose quote was not translated back to the source of its datagram. */
final class TranslationWords {
    private TranslationWords() {}

    /** Returns the outer address of the datagram. */
    static String way(Bounce bounce) {
        Flow quoted = bounce.quoted().flow();
        String way = "by way of " + Endpoints.text(quoted.source(), quoted.sourcePort())
                + " (address translation, which did not restore the quote)";
        return bounce.attribution().match() == Match.EXACT ? way : "most likely " + way;
    }

    /** Returns who is told, if the explanation was already given. */
    static String briefly(Bounce bounce) {
        return bounce.keepsSourcePort() ? "no connected socket is told" : "the sender is not told";
    }

    /**
     * Returns who is told. Linux looks for a socket at the quoted address and port ({@code __udp4_lib_err}): a
     * connected socket is at the inner address, and a socket bound to no address is at every address.
     */
    static String told(Bounce bounce) {
        IcmpCode error = bounce.icmp().meaning();
        Delivery delivery = error.linux();
        if (!delivery.tellsRecverr()) {
            return ErrorWords.told(bounce);
        }
        String errno = "errno " + delivery.errnoNumber() + " " + delivery.errnoName() + ": ";
        return bounce.keepsSourcePort()
                ? errno + briefly(bounce)
                        + ", as Linux looks for one at the quoted address; an unconnected one only if it"
                        + " is bound to no address and has set " + error.recverrOption()
                : errno + briefly(bounce) + ", as Linux looks for a socket at the quoted address and port";
    }
}
