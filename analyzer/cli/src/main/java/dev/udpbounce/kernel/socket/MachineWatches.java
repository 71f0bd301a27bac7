// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.observe.Containers;
import dev.udpbounce.kernel.observe.Observations;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's sources of data on the sockets of the whole machine, in every network namespace: their births, and what
 * becomes of their errors. A source that this kernel or these privileges do not allow is absent and listed in {@link
 * #limits}.
 */
final class MachineWatches implements AutoCloseable {
    private final @Nullable SocketBirths births;
    private final @Nullable ObservedEnds observed;
    private final Containers containers = Containers.ofMachine();
    private final List<String> limits = new ArrayList<>();

    /**
     * Opens every source that is available here.
     *
     * @param observes whether to observe what the kernel does with errors
     * @param everyError whether errors that are not captured are of interest
     */
    MachineWatches(boolean observes, boolean everyError) {
        births = attempt("a process that ends at once is not named", SocketBirths::watch);
        observed = observes
                ? attempt(
                        "what the kernel does with errors is predicted, and not observed",
                        () -> ObservedEnds.watch(everyError, containers))
                : null;
    }

    /** Opens a source. */
    interface Opening<T> {
        T open() throws IOException;
    }

    /** Opens a source; if that is impossible, adds the loss to the limits once, and returns null. */
    <T> @Nullable T attempt(String loss, Opening<T> opening) {
        try {
            return opening.open();
        } catch (IOException e) {
            addLimit(loss + " (" + e.getMessage() + ")");
            return null;
        }
    }

    private synchronized void addLimit(String limit) {
        if (!limits.contains(limit)) {
            limits.add(limit);
        }
    }

    /** Returns a sentence for each limitation due to missing privileges or an older kernel; empty if there are none. */
    synchronized List<String> limits() {
        return List.copyOf(limits);
    }

    @Nullable
    ObservedEnds observed() {
        return observed;
    }

    /** Returns what is seen of the delivery of errors. */
    @Nullable
    Observations observations() {
        return observed == null ? null : observed.observations();
    }

    Containers containers() {
        return containers;
    }

    @Nullable
    SocketBirths births() {
        return births;
    }

    @Override
    public void close() {
        if (observed != null) {
            observed.close();
        }
        if (births != null) {
            births.close();
        }
    }
}
