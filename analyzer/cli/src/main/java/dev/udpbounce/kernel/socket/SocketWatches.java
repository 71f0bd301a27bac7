// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.RealTime;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's sources of data on the sockets of one network namespace: the look-up table, the addresses, the ends, and
 * the errors as they arrive. A source that this kernel or these privileges do not allow is absent. Opened within the
 * namespace, and usable everywhere.
 */
final class SocketWatches implements AutoCloseable {
    /** Ends and times that are kept of a namespace, of which there may be hundreds. */
    private static final int ENDS_OF_MANY = 1 << 11;

    private final SocketTable table;
    private final LocalAddresses addresses;
    private final SocketObservations observations = new SocketObservations();
    private final @Nullable EndWatch ends;
    private final @Nullable SocketEnds announced;
    private final @Nullable ErrorWatch errors4;
    private final @Nullable ErrorWatch errors6;

    private SocketWatches(SocketTable table, LocalAddresses addresses, boolean own, MachineWatches machine) {
        this.table = table;
        this.addresses = addresses;
        ObservedEnds observed = machine.observed();
        long nowNs = RealTime.nowNs();
        EndedSockets ended = own ? new EndedSockets(nowNs) : new EndedSockets(nowNs, ENDS_OF_MANY, ENDS_OF_MANY);
        announced = observed != null
                ? null
                : machine.attempt(
                        "of a socket that is closed at once no verdict can be given", () -> SocketEnds.open(ended));
        ends = observed != null ? observed.of(NetworkNamespace.own(), ended) : announced;
        String late = "sockets are not looked at when an error comes, but some milliseconds later";
        errors4 = machine.attempt(late, () -> ErrorWatch.open(4, addresses, observations));
        // A machine without IPv6 receives no ICMPv6 errors.
        errors6 = errors4 == null ? null : ErrorWatch.openUnlessAbsent(6, addresses, observations);
    }

    /**
     * Opens every source that is available in the network namespace of this thread.
     *
     * @param own whether it is the own one of this process
     * @throws IOException if the look-up table is unavailable
     */
    static SocketWatches open(boolean own, MachineWatches machine) throws IOException {
        SocketTable table = SocketTable.open();
        try {
            return new SocketWatches(table, new LocalAddresses(), own, machine);
        } catch (IOException e) {
            table.close();
            throw e;
        }
    }

    /** Starts the threads, which should not be in another namespace than the process. */
    void start() {
        for (ErrorWatch each : errorWatches()) {
            each.start();
        }
        if (announced != null) {
            announced.start();
        }
    }

    private List<ErrorWatch> errorWatches() {
        if (errors4 == null) {
            return List.of();
        }
        return errors6 == null ? List.of(errors4) : List.of(errors4, errors6);
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

    @Override
    public void close() {
        table.close();
        addresses.close();
        if (ends != null) {
            ends.close();
        }
        errorWatches().forEach(ErrorWatch::close);
    }
}
