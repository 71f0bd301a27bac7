// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.observe.Observations;
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
    private final @Nullable EndWatch ends;
    private final @Nullable ObservedEnds observed;
    private final @Nullable SocketBirths births;
    private final @Nullable ErrorWatch errors4;
    private final @Nullable ErrorWatch errors6;
    private final List<String> limits = new ArrayList<>();

    private SocketWatches(SocketTable table, boolean observes, boolean everyError) {
        this.table = table;
        births = attempt("a process that ends at once is not named", SocketBirths::watch);
        observed = observes
                ? attempt(
                        "what the kernel does with errors is predicted, and not observed",
                        () -> ObservedEnds.watch(everyError))
                : null;
        ends = observed != null
                ? observed
                : attempt("of a socket that is closed at once no verdict can be given", SocketEnds::watch);
        String late = "sockets are not looked at when an error comes, but some milliseconds later";
        errors4 = attempt(late, () -> ErrorWatch.start(4, addresses, observations));
        // A machine without IPv6 receives no ICMPv6 errors.
        errors6 = errors4 == null ? null : ErrorWatch.startUnlessAbsent(6, addresses, observations);
    }

    /**
     * Opens every source that is available here.
     *
     * @param everyError whether errors that are not captured are of interest
     * @throws IOException if the look-up table is unavailable
     */
    static SocketWatches open(boolean everyError) throws IOException {
        return new SocketWatches(SocketTable.open(), true, everyError);
    }

    /** Opens every source but the observation of what the kernel does with errors. */
    static SocketWatches openToPredict() throws IOException {
        return new SocketWatches(SocketTable.open(), false, false);
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
    EndWatch ends() {
        return ends;
    }

    /** Returns what is seen of the delivery of errors. */
    @Nullable
    Observations observed() {
        return observed == null ? null : observed.observations();
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
