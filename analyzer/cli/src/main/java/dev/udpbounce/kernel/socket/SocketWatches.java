// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's sources of socket data during a capture: the look-up table, the ends, the births, and the errors as they
 * arrive. A source that this kernel or these privileges do not allow is absent and listed in {@link #limits}.
 */
final class SocketWatches implements AutoCloseable {
    private final SocketTable table;
    private final LocalAddresses addresses = new LocalAddresses();
    private final SocketObservations observations = new SocketObservations();
    private final @Nullable SocketEnds ends;
    private final @Nullable SocketBirths births;
    private final @Nullable ErrorWatch errors4;
    private final @Nullable ErrorWatch errors6;
    private final List<String> limits = new ArrayList<>();

    private SocketWatches(SocketTable table) {
        this.table = table;
        ends = attempt("of a socket that is closed at once no verdict can be given", SocketEnds::watch);
        String late = "sockets are not looked at when an error comes, but some milliseconds later";
        errors4 = attempt(late, () -> ErrorWatch.start(4, addresses, observations));
        // A machine without IPv6 receives no ICMPv6 errors.
        errors6 = errors4 == null ? null : ErrorWatch.startUnlessAbsent(6, addresses, observations);
        births = attempt("a process that ends at once is not named", SocketBirths::watch);
    }

    /**
     * Opens every source that is available here.
     *
     * @throws IOException if the look-up table is unavailable
     */
    static SocketWatches open() throws IOException {
        return new SocketWatches(SocketTable.open());
    }

    private interface Opening<T> {
        T open() throws IOException;
    }

    private <T> @Nullable T attempt(String loss, Opening<T> opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            limits.add(loss + " (" + e.getMessage() + ")");
            return null;
        }
    }

    /** Returns a sentence for each limitation due to missing privileges or an older kernel; empty if there are none. */
    List<String> limits() {
        return limits;
    }

    SocketTable table() {
        return table;
    }

    LocalAddresses addresses() {
        return addresses;
    }

    /** Returns the observations made when errors arrive. */
    SocketObservations observations() {
        return observations;
    }

    @Nullable
    SocketEnds ends() {
        return ends;
    }

    @Nullable
    SocketBirths births() {
        return births;
    }

    @Override
    public void close() {
        table.close();
        if (ends != null) {
            ends.close();
        }
        if (errors4 != null) {
            errors4.close();
        }
        if (errors6 != null) {
            errors6.close();
        }
        if (births != null) {
            births.close();
        }
    }
}
