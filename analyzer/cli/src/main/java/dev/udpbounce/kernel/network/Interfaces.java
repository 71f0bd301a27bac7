// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.Netlink;
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

    /** {@code struct rtattr}: length and type (16 bits each). */
    private static final int ATTRIBUTE = 4;

    private static final int TYPE_MASK = 0x3fff;
    private static final int TIMEOUT_MS = 100;
    private static final int MAX_SILENCES = 20;
    /** IFNAMSIZ: octets of a name, with its 0. */
    private static final int MAX_NAME = 16;

    private static final int SIZE = Netlink.HEADER + LINK + ATTRIBUTE + MAX_NAME;

    private final Netlink netlink;
    private final ByteBuffer request = Libc.buffer(SIZE);
    private int sequence;
    private boolean closed;

    private Interfaces(Netlink netlink) {
        this.netlink = netlink;
    }

    public static Interfaces open() throws KernelException {
        return new Interfaces(Netlink.open(Netlink.NETLINK_ROUTE, TIMEOUT_MS));
    }

    /** Returns the interfaces. */
    public synchronized List<Interface> all() throws KernelException {
        List<Interface> found = new ArrayList<>();
        begin(RTM_GETLINK, Netlink.NLM_F_DUMP);
        ask(Netlink.HEADER + LINK, false, links(found));
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
            ask(length, true, links(found));
        } catch (KernelException e) {
            if (e.errno() != Errno.ENODEV.linux()) {
                throw e;
            }
        }
        return found.isEmpty() ? null : found.get(0);
    }

    private static Taker links(List<Interface> found) {
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
        ask(Netlink.HEADER + ADDRESS, false, (octets, at, end) -> {
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
        int at = first;
        while (end - at >= ATTRIBUTE) {
            int length = octets.getShort(at) & 0xffff;
            if (length < ATTRIBUTE || length > end - at) {
                return null;
            }
            if ((octets.getShort(at + 2) & TYPE_MASK) == type) {
                byte[] content = new byte[length - ATTRIBUTE];
                octets.get(at + ATTRIBUTE, content);
                return content;
            }
            at += Netlink.align(length);
        }
        return null;
    }

    /** Takes a message, from its header to its end. */
    private interface Taker {
        void take(ByteBuffer octets, int at, int end);
    }

    private void begin(int type, int flags) {
        for (int at = Netlink.HEADER; at < SIZE; at += Integer.BYTES) {
            request.putInt(at, 0);
        }
        request.putShort(Netlink.TYPE, (short) type)
                .putShort(Netlink.FLAGS, (short) (Netlink.NLM_F_REQUEST | flags))
                .putInt(Netlink.SEQUENCE, ++sequence);
    }

    /** @param single whether one message is the whole answer */
    private void ask(int length, boolean single, Taker taker) throws KernelException {
        if (closed) {
            throw Libc.failure("rtnetlink", Errno.EBADF.linux());
        }
        request.putInt(0, length);
        netlink.send(request, length);
        for (int silences = 0; silences < MAX_SILENCES; ) {
            int received = netlink.receive();
            if (received == 0) {
                silences++;
            } else if (take(received, single, taker)) {
                return;
            }
        }
        throw Libc.failure("rtnetlink", Errno.EAGAIN.linux());
    }

    /** Takes received messages; returns whether they complete the answer. */
    private boolean take(int length, boolean single, Taker taker) throws KernelException {
        ByteBuffer octets = netlink.octets();
        int at = 0;
        while (length - at >= Netlink.HEADER) {
            int size = octets.getInt(at);
            if (size < Netlink.HEADER || size > length - at) {
                return false;
            }
            if (octets.getInt(at + Netlink.SEQUENCE) == sequence) {
                switch (octets.getShort(at + Netlink.TYPE)) {
                    case Netlink.NLMSG_DONE -> {
                        return true;
                    }
                    case Netlink.NLMSG_ERROR ->
                        throw Libc.failure(
                                "rtnetlink",
                                size >= Netlink.HEADER + 4
                                        ? -octets.getInt(at + Netlink.HEADER)
                                        : Errno.EAGAIN.linux());
                    default -> {
                        taker.take(octets, at, at + size);
                        if (single) {
                            return true;
                        }
                    }
                }
            }
            at += Netlink.align(size);
        }
        return false;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            netlink.close();
        }
    }
}
