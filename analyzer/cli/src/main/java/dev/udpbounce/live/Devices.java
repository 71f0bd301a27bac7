// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.decode.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;

/** The interfaces that support capturing. */
public final class Devices {
    private Devices() {}

    /** Returns one line per interface, {@code lo  up, running, loopback  127.0.0.1 ::1}; the names are not escaped. */
    public static List<String> describe() throws CaptureException {
        Libpcap.require();
        List<String> lines = new ArrayList<>();
        try {
            for (PcapNetworkInterface device : Pcaps.findAllDevs()) {
                lines.add(describe(device));
            }
        } catch (PcapNativeException e) {
            throw new CaptureException(CaptureException.Kind.INTERFACE, LibpcapText.of(e));
        }
        return lines;
    }

    private static String describe(PcapNetworkInterface device) {
        List<String> states = new ArrayList<>();
        states.add(device.isUp() ? "up" : "down");
        if (device.isRunning()) {
            states.add("running");
        }
        if (device.isLoopBack()) {
            states.add("loopback");
        }
        StringBuilder line =
                new StringBuilder(80).append(String.format("%-16s  %s", device.getName(), String.join(", ", states)));
        device.getAddresses().stream()
                .map(address -> address.getAddress())
                .filter(address -> address != null)
                .forEach(address -> line.append("  ").append(text(address)));
        if (device.getAddresses().isEmpty() && device.getDescription() != null) {
            line.append("  ").append(device.getDescription());
        }
        return line.toString();
    }

    /** Formats an address according to RFC 5952, unlike Java's own text of an address. */
    private static IpAddress text(InetAddress address) {
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        return octets.capacity() == Integer.BYTES
                ? new IpAddress(4, 0, octets.getInt(0) & 0xffff_ffffL)
                : new IpAddress(6, octets.getLong(0), octets.getLong(Long.BYTES));
    }
}
