package dev.udpbounce.timeline;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Send;
import org.jspecify.annotations.Nullable;

/** Knows of the sockets behind the packets: the kernel of this machine, asked while they pass. */
public interface Witness {
    /** Who sent this datagram; null where that cannot be said. Called as soon as it is seen. */
    @Nullable
    Sender senderOf(Send send);

    /** What the socket that caused this error will do with it; null where that is no socket of this machine. */
    @Nullable
    Fate fateOf(Bounce bounce);
}
