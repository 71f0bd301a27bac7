// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NamespaceTable;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.privilege.Privileges;
import dev.udpbounce.kernel.privilege.RightsKeeper;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.LiveSource;
import java.io.IOException;
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
    private final Diagnostics diagnostics;
    private @Nullable NamespaceWatch watch;
    private boolean own;

    /** @param words names and numbers of processes; empty for the own namespace alone */
    LiveNamespaces(List<String> words, Diagnostics diagnostics) {
        this.words = words;
        this.diagnostics = diagnostics;
    }

    /**
     * Opens the capture in every namespace that was named.
     *
     * @param before is run before the first packet can be captured
     * @throws NamespaceException if one of them cannot be entered
     */
    LiveSource capture(CaptureOptions options, Runnable before) throws CaptureException, NamespaceException {
        for (String word : words) {
            if (!word.equals(ALL)) {
                add(table.open(word));
            }
        }
        return LiveSource.open(options, before, words.isEmpty() || own || words.contains(ALL), opened);
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

    /**
     * Looks up the sockets of the namespaces that are captured. With {@link #ALL}, captures in the others as well; those
     * that cannot be captured are reported and left out.
     */
    void complete(LiveSource source, @Nullable LiveSockets sockets) throws IOException {
        if (sockets != null) {
            opened.forEach(each -> sockets.add(each, diagnostics));
        }
        if (words.contains(ALL)) {
            NamespaceWatch made = new NamespaceWatch(source, diagnostics);
            watch = made;
            opened.forEach(made::note);
            made.addAll(sockets);
        }
        closeOpened();
    }

    /** Returns the thread that keeps the rights to capture in namespaces that come later; null if there is none. */
    @Nullable
    RightsKeeper keeper() {
        return watch == null || !Privileges.canKeepSome() ? null : watch.keeper();
    }

    /** Starts to capture in namespaces that come later, if that was asked for; after all rights were given up. */
    void follow() {
        if (watch == null) {
            return;
        }
        if (keeper() == null) {
            diagnostics.error("network namespaces that come later are not captured on this kind of processor");
        } else {
            watch.follow();
        }
    }

    /** A descriptor would keep its namespace alive; the sockets of the capture do that as long as they need it. */
    private void closeOpened() {
        opened.forEach(NetworkNamespace::close);
        opened.clear();
    }

    @Override
    public void close() {
        closeOpened();
        if (watch != null) {
            watch.close();
        }
    }
}
