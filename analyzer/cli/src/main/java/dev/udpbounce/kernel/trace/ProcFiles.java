// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.SocketState;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.ProcStatus;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code /proc} for a traced thread. A thread may end at any moment; its data is then unknown. */
final class ProcFiles {
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FD = "/fd/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOCKET = "socket:[".getBytes(StandardCharsets.US_ASCII);
    /** Index of the inode in a line. */
    private static final int INODE = 9;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /**
     * {@code /proc/TID/status}.
     *
     * @param pid thread group id
     * @param parent parent process; 0 if unknown
     */
    record Status(int pid, int parent, int uid, String name) {}

    private final TraceCalls calls;
    private final ByteBuffer path = Libc.buffer(64);
    private final ByteBuffer target = Libc.buffer(64);
    private boolean refused;

    ProcFiles(TraceCalls calls) {
        this.calls = calls;
    }

    Status status(int tid) {
        ProcStatus status = ProcStatus.of(tid);
        int pid = status.number("Tgid", tid);
        int parent = status.number("PPid", 0);
        int uid = status.number("Uid", -1);
        try {
            // The process name is that of its first thread; status has the thread's name, escaped.
            String name = Files.readString(Path.of("/proc/" + pid + "/comm"), StandardCharsets.ISO_8859_1)
                    .stripTrailing();
            return new Status(pid, parent, uid, name);
        } catch (IOException e) {
            return new Status(pid, parent, uid, "");
        }
    }

    /** Returns the inode of the socket at a descriptor; 0 if it is not a socket or has been closed. */
    long socketInode(int tid, int fd) {
        if (fd < 0) {
            return 0;
        }
        path.clear().put(PROC);
        decimal(tid);
        path.put(FD);
        decimal(fd);
        path.put((byte) 0).rewind();
        long length = calls.readlink(path, target, target.capacity());
        if (length <= SOCKET.length) {
            refused |= length == -1 && Libc.errno() == Errno.EACCES.linux();
            return 0;
        }
        for (int i = 0; i < SOCKET.length; i++) {
            if (target.get(i) != SOCKET[i]) {
                return 0;
            }
        }
        long inode = 0;
        for (int i = SOCKET.length; i < length - 1; i++) {
            inode = inode * 10 + target.get(i) - '0';
        }
        return inode;
    }

    /** Returns whether a descriptor was unreadable for lack of privileges since the previous call. */
    boolean wasRefused() {
        boolean was = refused;
        refused = false;
        return was;
    }

    /** Appends a number to the path without creating a string, since this runs at every call. */
    private void decimal(int number) {
        int digits = 1;
        int power = 1;
        while (number / power > 9) {
            power *= 10;
            digits++;
        }
        for (; digits > 0; digits--, power /= 10) {
            path.put((byte) ('0' + number / power % 10));
        }
    }

    /**
     * Returns the state of the UDP socket with this inode in {@code tid}'s network namespace; null if there is none.
     */
    @Nullable
    SocketState udpSocket(int tid, long inode) {
        SocketState state = udpSocket(Path.of("/proc/" + tid + "/net/udp"), inode);
        return state == null ? udpSocket(Path.of("/proc/" + tid + "/net/udp6"), inode) : state;
    }

    private static @Nullable SocketState udpSocket(Path table, long inode) {
        try {
            for (String line : Files.readAllLines(table)) {
                String[] words = BLANKS.split(line.strip(), -1);
                if (words.length > INODE && words[INODE].equals(Long.toString(inode))) {
                    boolean connected = Integer.parseInt(words[3], 16) == SocketConstants.ESTABLISHED;
                    Endpoint local = endpoint(words[1]);
                    return new SocketState(
                            connected ? endpoint(words[2]) : null, false, false, local.port() == 0 ? null : local);
                }
            }
            return null;
        } catch (IOException e) {
            return null; // the thread has ended, or the kernel lacks IPv6
        }
    }

    /** Parses {@code 0100007F:0424}: 32-bit words in native byte order, which is little-endian. */
    static Endpoint endpoint(String text) {
        int colon = text.indexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1), 16);
        long high = 0;
        long low = 0;
        for (int at = 0; at < colon; at += 8) {
            long word = Integer.toUnsignedLong(
                    Integer.reverseBytes(Integer.parseUnsignedInt(text.substring(at, at + 8), 16)));
            high = (high << 32) | (low >>> 32);
            low = (low << 32) | word;
        }
        return new Endpoint(new IpAddress(colon == 8 ? 4 : 6, high, low), port);
    }
}
