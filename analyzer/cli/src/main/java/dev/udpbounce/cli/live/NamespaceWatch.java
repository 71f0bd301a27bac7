// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.kernel.network.MountWatch;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NamespaceTable;
import dev.udpbounce.kernel.network.NamespaceTable.Found;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.kernel.privilege.PrivilegeException;
import dev.udpbounce.kernel.privilege.Privileges;
import dev.udpbounce.kernel.privilege.RightsKeeper;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.LiveSource;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds every network namespace of this machine to a capture, also those that come later, and ends the capture in those
 * that nobody else has any more. Everything happens on one thread at a time.
 */
final class NamespaceWatch implements AutoCloseable {
    /** How many are captured at a time. */
    static final int MOST = 256;

    /** Each adds a filter to all system calls, of which the kernel takes a limited number. */
    private static final int MOST_LATER = 400;

    private static final int TIMEOUT_MS = 500;

    private final NamespaceTable table = new NamespaceTable();
    private final RightsKeeper keeper;
    private final LiveSource source;
    private final Diagnostics diagnostics;
    /** Names of those that are captured, or refused, by number. */
    private final Map<Long, String> known = new HashMap<>();

    private final Set<Long> captured = new HashSet<>();
    private @Nullable LiveSockets sockets;
    private List<Integer> confined = List.of();
    private boolean hasGivenUp;
    private int later;
    private volatile boolean closed;

    NamespaceWatch(LiveSource source, Diagnostics diagnostics) throws IOException {
        this.source = source;
        this.diagnostics = diagnostics;
        keeper = RightsKeeper.start();
    }

    RightsKeeper keeper() {
        return keeper;
    }

    /** Adds a namespace that is captured already. */
    void note(NetworkNamespace namespace) {
        known.put(namespace.number(), namespace.name());
        captured.add(namespace.number());
    }

    /**
     * Adds all that are there now.
     *
     * @param looker looks their sockets up; null for none
     */
    void addAll(@Nullable LiveSockets looker) throws IOException {
        sockets = looker;
        for (Found each : keeper.call(table::others)) {
            if (!known.containsKey(each.number())) {
                add(each);
            }
        }
    }

    /** Starts to add those that come later; after the process has given up its rights. */
    void follow() {
        try {
            hasGivenUp = !Privileges.isRoot();
            confined = hasGivenUp ? Privileges.rawSockets() : List.of();
            MountWatch mounts = MountWatch.open();
            Thread thread = new Thread(() -> follow(mounts), "namespaces-come-and-go");
            thread.setDaemon(true);
            thread.start();
        } catch (IOException e) {
            diagnostics.error("new network namespaces are not captured", OutputFaults.reason(e));
        }
    }

    private void follow(MountWatch mounts) {
        try (mounts) {
            while (!closed) {
                mounts.await(TIMEOUT_MS);
                look();
            }
        } catch (IOException e) {
            if (!closed) {
                diagnostics.error("new network namespaces are not captured any more", OutputFaults.reason(e));
            }
        }
    }

    private void look() throws IOException {
        List<Found> others = keeper.call(table::others);
        Set<Long> there = new HashSet<>();
        others.forEach(each -> there.add(each.number()));
        for (Found each : others) {
            if (!closed && !known.containsKey(each.number()) && add(each)) {
                diagnostics.line("also listening in network namespace " + known.get(each.number()));
            }
        }
        known.entrySet().removeIf(each -> !there.contains(each.getKey()) && isEnded(each.getKey(), each.getValue()));
    }

    private boolean isEnded(long number, String name) {
        if (captured.remove(number)) {
            source.remove(name);
            if (sockets != null) {
                sockets.remove(name);
            }
            diagnostics.line("network namespace " + name + " has ended");
        }
        return true;
    }

    /** Adds a namespace; if that is not possible, says so once, and returns false. */
    private boolean add(Found found) throws IOException {
        Found unique = known.containsValue(found.name())
                ? new Found(found.number(), "net:[" + found.number() + "]", found.files())
                : found;
        known.put(found.number(), unique.name());
        if (captured.size() >= MOST || later >= MOST_LATER) {
            diagnostics.error("not captured: network namespace " + unique.name() + ", because there are too many");
            return false;
        }
        try (NetworkNamespace opened = keeper.call(unique::open)) {
            NetworkNamespace namespace = opened.enteredBy(keeper::start);
            source.add(namespace, MOST);
            captured.add(found.number());
            if (sockets != null) {
                sockets.add(namespace, diagnostics);
            }
            return true;
        } catch (NamespaceException | CaptureException e) {
            diagnostics.error("not captured: " + e.getMessage());
            return false;
        } finally {
            confine();
        }
    }

    private void confine() throws PrivilegeException {
        if (hasGivenUp) {
            later++;
            confined = Privileges.confineAgain(keeper, confined);
        }
    }

    @Override
    public void close() {
        closed = true;
        keeper.close();
    }
}
