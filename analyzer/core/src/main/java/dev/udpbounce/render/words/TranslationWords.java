// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Match;
import dev.udpbounce.event.Translation;
import dev.udpbounce.icmp.Delivery;
import dev.udpbounce.icmp.IcmpCode;

/** Describes translated addresses of datagrams, and errors whose quotes were not translated back. */
final class TranslationWords {
    private TranslationWords() {}

    /**
     * Appends {@code as 10.0.0.7:40122 after NAT}; a translated destination follows an arrow.
     *
     * @param first the flow before the translation
     */
    static void after(Translation translation, Flow first, Glyphs glyphs, StringBuilder text) {
        Flow flow = translation.flow();
        boolean source = !flow.source().equals(first.source()) || flow.sourcePort() != first.sourcePort();
        boolean destination =
                !flow.destination().equals(first.destination()) || flow.destinationPort() != first.destinationPort();
        text.append(translation.certainty() == Translation.Certainty.LIKELY ? "most likely as " : "as ");
        if (source) {
            Endpoints.append(flow.source(), flow.sourcePort(), text);
            text.append(destination ? " " : "");
        }
        if (destination) {
            text.append(glyphs.arrow()).append(' ');
            Endpoints.append(flow.destination(), flow.destinationPort(), text);
        }
        text.append(" after NAT");
    }

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
