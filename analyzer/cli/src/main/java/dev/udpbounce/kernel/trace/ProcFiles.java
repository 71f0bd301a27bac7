package dev.udpbounce.kernel.trace;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.Libc;
import dev.udpbounce.timeline.SocketCall.Endpoint;
import dev.udpbounce.timeline.SocketCall.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code /proc} tells of a traced thread. A thread may go at any moment, and then nothing is known of it. */
final class ProcFiles {
    private static final byte[] PROC = "/proc/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FD = "/fd/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SOCKET = "socket:[".getBytes(StandardCharsets.US_ASCII);
    private static final int ESTABLISHED = 1;
    /** Place of the inode in a line. */
    private static final int INODE = 9;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /**
     * {@code /proc/TID/status}.
     *
     * @param pid thread group
     * @param parent process that made it, 0 where that is not known
     */
    record Status(int pid, int parent, int uid, String name) {}

    private final TraceCalls calls;
    private final ByteBuffer path = Libc.buffer(64);
    private final ByteBuffer target = Libc.buffer(64);

    ProcFiles(TraceCalls calls) {
        this.calls = calls;
    }

    Status status(int tid) {
        int pid = tid;
        int parent = 0;
        int uid = -1;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + tid + "/status"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("Tgid:")) {
                    pid = number(line);
                } else if (line.startsWith("PPid:")) {
                    parent = number(line);
                } else if (line.startsWith("Uid:")) {
                    uid = number(line);
                    break;
                }
            }
            // The name of the process is that of its first thread; status would give the thread's, escaped.
            String name = Files.readString(Path.of("/proc/" + pid + "/comm"), StandardCharsets.ISO_8859_1)
                    .stripTrailing();
            return new Status(pid, parent, uid, name);
        } catch (IOException e) {
            return new Status(pid, parent, uid, "");
        }
    }

    private static int number(String line) {
        String[] words = BLANKS.split(line, 3);
        return Integer.parseInt(words[1]);
    }

    /** The inode of the socket that a descriptor is; 0 if it is none, or none any more. */
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

    /** Puts a number into the path, without making a text of it: this is done at every call. */
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

    /** The state of the UDP socket with this inode, of the network namespace of {@code tid}; null if there is none. */
    @Nullable
    State udpSocket(int tid, long inode) {
        State state = udpSocket(Path.of("/proc/" + tid + "/net/udp"), inode);
        return state == null ? udpSocket(Path.of("/proc/" + tid + "/net/udp6"), inode) : state;
    }

    private static @Nullable State udpSocket(Path table, long inode) {
        try {
            for (String line : Files.readAllLines(table)) {
                String[] words = BLANKS.split(line.strip(), -1);
                if (words.length > INODE && words[INODE].equals(Long.toString(inode))) {
                    boolean connected = Integer.parseInt(words[3], 16) == ESTABLISHED;
                    Endpoint local = endpoint(words[1]);
                    return new State(
                            connected ? endpoint(words[2]) : null, false, false, local.port() == 0 ? null : local);
                }
            }
            return null;
        } catch (IOException e) {
            return null; // the thread has gone, or the kernel is without IPv6
        }
    }

    /** {@code 0100007F:0424}: words of 32 bits in the byte order of the machine, which is a little-endian one. */
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
