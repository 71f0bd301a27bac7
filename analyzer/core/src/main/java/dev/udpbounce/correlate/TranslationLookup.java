// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Flow;
import org.jspecify.annotations.Nullable;

/** Knows how the kernel of this machine translates addresses and ports (NAT). */
@FunctionalInterface
public interface TranslationLookup {
    /** Knows nothing. */
    TranslationLookup NONE = (seen, origin, timeNs) -> null;

    /**
     * Returns the addresses and ports of a datagram before they were translated.
     *
     * @param seen those that it was captured with
     * @param origin where it was captured
     * @param timeNs when it was captured, nanoseconds since the Unix epoch
     * @return null if they were not translated, or if that is not known
     */
    @Nullable
    Flow before(Flow seen, Origin origin, long timeNs);
}
