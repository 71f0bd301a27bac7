// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.RealTime;
import dev.udpbounce.kernel.translation.ConnectionWatch;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's sources of data on the sockets of one network namespace: the look-up table, the addresses, the ends,
 * the errors as they arrive, and the translated connections. A source that this kernel or these privileges do not allow is absent. Opened within the
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
    private final @Nullable ConnectionWatch connections;
    private @Nullable String unknownTranslations;

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
        connections = openConnections(!own);
        errors6 = errors4 == null ? null : ErrorWatch.openUnlessAbsent(6, addresses, observations);
    }

    private @Nullable ConnectionWatch openConnections(boolean many) {
        try {
            return ConnectionWatch.open(many);
        } catch (KernelException e) {
            unknownTranslations = e.getMessage();
            return null;
        }
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
        if (connections != null) {
            connections.start();
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

    /** Returns the translated connections; null if the kernel tracks none, or if that is not known. */
    @Nullable
    ConnectionWatch connections() {
        return connections;
    }

    /** Returns why the translated connections are not known; null if they are, or if there are none. */
    @Nullable
    String unknownTranslations() {
        return unknownTranslations;
    }

    @Override
    public void close() {
        if (connections != null) {
            connections.close();
        }
        table.close();
        addresses.close();
        if (ends != null) {
            ends.close();
        }
        errorWatches().forEach(ErrorWatch::close);
    }
}
