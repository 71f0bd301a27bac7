// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NamespaceTable;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.PcapSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network namespaces of a live capture. */
final class LiveNamespaces implements AutoCloseable {
    /** The word that stands for every namespace. */
    static final String ALL = "all";

    private final NamespaceTable table = new NamespaceTable();
    private final List<NetworkNamespace> opened = new ArrayList<>();
    private final List<String> words;
    private boolean own;

    /** @param words names and numbers of processes; empty for the own namespace alone */
    LiveNamespaces(List<String> words) {
        this.words = words;
    }

    private boolean isAll() {
        return words.contains(ALL);
    }

    /**
     * Opens the capture in every namespace that was asked for. With {@link #ALL}, those that cannot be captured are
     * reported and left out.
     *
     * @throws NamespaceException if one of the others cannot be entered
     */
    PcapSource capture(CaptureOptions options, Diagnostics diagnostics) throws CaptureException, NamespaceException {
        for (String word : words) {
            if (!word.equals(ALL)) {
                add(table.open(word));
            }
        }
        PcapSource source = PcapSource.open(options, words.isEmpty() || own || isAll(), opened);
        if (isAll()) {
            addAll(source, diagnostics);
        }
        return source;
    }

    /** Adds a namespace unless it is the own one, or is there already. */
    private void add(NetworkNamespace namespace) {
        boolean isOwn = namespace.number() == NetworkNamespace.own();
        own |= isOwn;
        if (isOwn || opened.stream().anyMatch(each -> each.number() == namespace.number())) {
            namespace.close();
        } else {
            opened.add(namespace);
        }
    }

    private void addAll(PcapSource source, Diagnostics diagnostics) {
        List<NamespaceTable.Found> others = table.others();
        for (NamespaceTable.Found each : others) {
            if (opened.stream().noneMatch(known -> known.number() == each.number())) {
                try {
                    NetworkNamespace namespace = NetworkNamespace.open(each.name(), each.file());
                    opened.add(namespace);
                    source.add(namespace, others.size() + 1);
                } catch (CaptureException | NamespaceException e) {
                    diagnostics.error("not captured: " + e.getMessage());
                }
            }
        }
    }

    /** Looks up the sockets of the namespaces that are captured. */
    void watch(@Nullable LiveSockets sockets, Diagnostics diagnostics) {
        if (sockets != null) {
            opened.forEach(each -> sockets.add(each, diagnostics));
        }
    }

    @Override
    public void close() {
        opened.forEach(NetworkNamespace::close);
        opened.clear();
    }
}
