// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.network.Interfaces;
import dev.udpbounce.kernel.sys.KernelException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a capture has to know of the network namespace that it is in. Opened within it, and usable everywhere. */
final class CapturedNetwork {
    private final @Nullable String name;
    private final @Nullable Interfaces interfaces;
    private final @Nullable LoopbackDrops loopbackDrops;

    private CapturedNetwork(
            @Nullable String name, @Nullable Interfaces interfaces, @Nullable LoopbackDrops loopbackDrops) {
        this.name = name;
        this.interfaces = interfaces;
        this.loopbackDrops = loopbackDrops;
    }

    /**
     * Opens the sources of this thread's namespace, as far as that is possible.
     *
     * @param name what the user calls it; null for the own one of this process
     */
    static CapturedNetwork open(@Nullable String name) {
        Interfaces interfaces;
        try {
            interfaces = Interfaces.open();
        } catch (KernelException e) {
            interfaces = null; // interfaces have no names then, and their states are not known
        }
        LoopbackDrops drops;
        try {
            drops = LoopbackDrops.open();
        } catch (IOException e) {
            drops = null; // reported when they are asked for
        }
        return new CapturedNetwork(name, interfaces, drops);
    }

    /** Returns what the user calls it; null for the own one of this process. */
    @Nullable
    String name() {
        return name;
    }

    /** Returns the name of an interface together with that of the namespace, which has no slash: {@code web/eth0}. */
    String label(String interfaceName) {
        return name == null ? interfaceName : name + "/" + interfaceName;
    }

    /** Returns the name of the interface with this index. */
    String nameOf(int index) {
        Interfaces.Interface found = null;
        try {
            found = interfaces == null || index <= 0 ? null : interfaces.find(index);
        } catch (KernelException e) {
            return "interface " + index;
        }
        return found == null ? "interface " + index : found.name();
    }

    /** Returns whether an interface is up; true also if it has disappeared: the capture itself reports that, and ends. */
    boolean isUp(String interfaceName) {
        try {
            Interfaces.Interface found = interfaces == null ? null : interfaces.find(interfaceName);
            return found == null || found.up();
        } catch (KernelException e) {
            return true; // it is asked for again soon
        }
    }

    /** Returns the packets that the loopback interface has dropped since it was created. */
    long loopbackDrops() throws IOException {
        if (loopbackDrops == null) {
            throw new IOException("/proc is not readable");
        }
        return loopbackDrops.read();
    }

    void close() {
        if (interfaces != null) {
            interfaces.close();
        }
        if (loopbackDrops != null) {
            try {
                loopbackDrops.close();
            } catch (IOException e) {
                return; // it was only read
            }
        }
    }
}
