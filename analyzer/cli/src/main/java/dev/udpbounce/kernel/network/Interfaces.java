// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.Netlink;
import dev.udpbounce.kernel.sys.NetlinkAttributes;
import dev.udpbounce.kernel.sys.NetlinkQuery;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of a network namespace and their addresses, queried through {@code NETLINK_ROUTE} (rtnetlink(7)). This
 * requires no privileges. The namespace is that of the thread that opens it. Thread-safe.
 */
public final class Interfaces implements AutoCloseable {
    /**
     * An interface.
     *
     * @param name not escaped
     * @param up whether it is administratively up (IFF_UP)
     */
    public record Interface(int index, String name, boolean up) {}

    /** An address of the interface with an index. */
    public record Address(IpAddress address, int index) {}

    private static final int RTM_NEWLINK = 16;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;

    /** {@code struct ifinfomsg}: family (8), padding (8), type (16), index, flags, mask (32 bits each). */
    private static final int LINK = 16;

    private static final int LINK_INDEX = 4;
    private static final int LINK_FLAGS = 8;
    private static final int IFF_UP = 1;
    private static final int IFLA_IFNAME = 3;

    /** {@code struct ifaddrmsg}: family, prefix length, flags, scope (8 bits each), index (32). */
    private static final int ADDRESS = 8;

    private static final int ADDRESS_INDEX = 4;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    private static final int ATTRIBUTE = NetlinkAttributes.HEADER;
    private static final String NAME = "rtnetlink";
    /** IFNAMSIZ: octets of a name, with its 0. */
    private static final int MAX_NAME = 16;

    private static final int SIZE = Netlink.HEADER + LINK + ATTRIBUTE + MAX_NAME;

    private final NetlinkQuery query;
    private final ByteBuffer request = Libc.buffer(SIZE);
    private boolean closed;

    private Interfaces(NetlinkQuery query) {
        this.query = query;
    }

    public static Interfaces open() throws KernelException {
        return new Interfaces(NetlinkQuery.open(Netlink.NETLINK_ROUTE, NAME));
    }

    /** Returns the interfaces. */
    public synchronized List<Interface> all() throws KernelException {
        List<Interface> found = new ArrayList<>();
        begin(RTM_GETLINK, Netlink.NLM_F_DUMP);
        ask(Netlink.HEADER + LINK, links(found));
        return found;
    }

    /** Returns the interface with an index; null if there is none. */
    public synchronized @Nullable Interface find(int index) throws KernelException {
        begin(RTM_GETLINK, 0);
        request.putInt(Netlink.HEADER + LINK_INDEX, index);
        return findOne(Netlink.HEADER + LINK);
    }

    /** Returns the interface with a name; null if there is none. */
    public synchronized @Nullable Interface find(String name) throws KernelException {
        byte[] octets = name.getBytes(StandardCharsets.UTF_8);
        if (octets.length >= MAX_NAME) {
            return null;
        }
        begin(RTM_GETLINK, 0);
        int at = Netlink.HEADER + LINK;
        request.putShort(at, (short) (ATTRIBUTE + octets.length + 1)).putShort(at + 2, (short) IFLA_IFNAME);
        request.put(at + ATTRIBUTE, octets).put(at + ATTRIBUTE + octets.length, (byte) 0);
        return findOne(at + Netlink.align(ATTRIBUTE + octets.length + 1));
    }

    private @Nullable Interface findOne(int length) throws KernelException {
        List<Interface> found = new ArrayList<>(1);
        try {
            ask(length, links(found));
        } catch (KernelException e) {
            if (e.errno() != Errno.ENODEV.linux()) {
                throw e;
            }
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static Netlink.Taker links(List<Interface> found) {
        return (octets, at, end) -> {
            if (octets.getShort(at + Netlink.TYPE) == RTM_NEWLINK && end - at >= Netlink.HEADER + LINK) {
                int link = at + Netlink.HEADER;
                byte[] name = attribute(octets, link + LINK, end, IFLA_IFNAME);
                found.add(new Interface(
                        octets.getInt(link + LINK_INDEX),
                        name == null ? "" : text(name),
                        (octets.getInt(link + LINK_FLAGS) & IFF_UP) != 0));
            }
        };
    }

    /** Returns the addresses of all interfaces. */
    public synchronized List<Address> addresses() throws KernelException {
        List<Address> found = new ArrayList<>();
        begin(RTM_GETADDR, Netlink.NLM_F_DUMP);
        ask(Netlink.HEADER + ADDRESS, (octets, at, end) -> {
            if (octets.getShort(at + Netlink.TYPE) == RTM_NEWADDR && end - at >= Netlink.HEADER + ADDRESS) {
                int message = at + Netlink.HEADER;
                byte[] local = attribute(octets, message + ADDRESS, end, IFA_LOCAL);
                IpAddress address =
                        address(local == null ? attribute(octets, message + ADDRESS, end, IFA_ADDRESS) : local);
                if (address != null) {
                    found.add(new Address(address, octets.getInt(message + ADDRESS_INDEX)));
                }
            }
        });
        return found;
    }

    private static String text(byte[] name) {
        int length = 0;
        while (length < name.length && name[length] != 0) {
            length++;
        }
        return new String(name, 0, length, StandardCharsets.UTF_8);
    }

    private static @Nullable IpAddress address(byte @Nullable [] octets) {
        if (octets == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(octets).order(ByteOrder.BIG_ENDIAN);
        return switch (octets.length) {
            case 4 -> new IpAddress(4, 0, buffer.getInt() & 0xffffffffL);
            case 16 -> new IpAddress(6, buffer.getLong(), buffer.getLong());
            default -> null;
        };
    }

    /** Returns the content of an attribute; null if the message has none of that type. */
    private static byte @Nullable [] attribute(ByteBuffer octets, int first, int end, int type) {
        int at = NetlinkAttributes.find(octets, first, end, type);
        if (at < 0) {
            return null;
        }
        byte[] content = new byte[NetlinkAttributes.length(octets, at)];
        octets.get(at + NetlinkAttributes.HEADER, content);
        return content;
    }

    private void begin(int type, int flags) {
        for (int at = Netlink.HEADER; at < SIZE; at += Integer.BYTES) {
            request.putInt(at, 0);
        }
        request.putShort(Netlink.TYPE, (short) type).putShort(Netlink.FLAGS, (short) (Netlink.NLM_F_REQUEST | flags));
    }

    private void ask(int length, Netlink.Taker taker) throws KernelException {
        int errno = closed ? Errno.EBADF.linux() : query.ask(request, length, taker);
        if (errno != 0) {
            throw Libc.failure(NAME, errno);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            query.close();
        }
    }
}
