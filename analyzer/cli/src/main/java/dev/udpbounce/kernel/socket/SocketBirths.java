// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import dev.udpbounce.kernel.bpf.Bpf;
import dev.udpbounce.kernel.bpf.Cgroups;
import dev.udpbounce.kernel.sys.KernelException;
import dev.udpbounce.kernel.sys.Libc;
import dev.udpbounce.kernel.sys.SocketConstants;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The process that created each UDP socket, and the options that it set. Small BPF programs run in the kernel when a
 * socket is created and when an option is set; they change nothing, and store a note under the UDP socket's cookie.
 * This covers sockets that live only microseconds and sockets of processes that this process may not inspect.
 *
 * <p>The programs are attached to the root cgroup of the cgroup2 tree and disappear with this process, even if it is
 * killed. Attaching requires root, or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; reading the notes does not.
 */
final class SocketBirths implements AutoCloseable {
    private static final int MAX_BIRTHS = 1 << 15;
    private static final int KEY = BirthPrograms.KEY;

    /** Before Linux 5.8, a program could not leave an option's value unchanged. */
    private static final int[] OPTIONS_SINCE = {5, 8};

    private final Bpf bpf;
    private final boolean notesOptions = isSince(System.getProperty("os.version", ""), OPTIONS_SINCE);
    private final int notes;
    private final List<Integer> open = new ArrayList<>();
    private final ByteBuffer key = Libc.buffer(KEY);
    private final ByteBuffer note = Libc.buffer(BirthNote.SIZE);

    private SocketBirths(Bpf bpf) throws KernelException {
        this.bpf = bpf;
        notes = bpf.createLruHash(KEY, BirthNote.SIZE, MAX_BIRTHS);
        open.add(notes);
    }

    /**
     * Starts noting every new UDP socket.
     *
     * @throws IOException if this kernel or these privileges do not allow it
     */
    static SocketBirths watch() throws IOException {
        SocketBirths births = new SocketBirths(new Bpf());
        try {
            births.attach(Cgroups.root());
            if (!births.knowsThisProcess()) {
                throw new IOException("processes have other numbers here than in the kernel");
            }
            return births;
        } catch (IOException e) {
            births.close();
            throw e;
        }
    }

    private void attach(Path cgroup) throws KernelException {
        int cookies = bpf.createLruHash(KEY, KEY, MAX_BIRTHS);
        try {
            if (notesOptions) {
                open.add(bpf.attach(Bpf.Hook.OPTION, BirthPrograms.atOption(notes, cookies), cgroup));
            }
            open.add(bpf.attach(Bpf.Hook.CREATION, BirthPrograms.atCreation(notes, cookies), cgroup));
        } finally {
            Libc.calls().close(cookies);
        }
    }

    /** Returns whether the noted process ids match this PID namespace. */
    private boolean knowsThisProcess() throws KernelException {
        Libc.Calls calls = Libc.calls();
        int fd = Libc.check(
                "socket",
                calls.socket(SocketConstants.AF_INET, SocketConstants.SOCK_DGRAM | SocketConstants.SOCK_CLOEXEC, 0));
        try {
            ByteBuffer cookie = Libc.buffer(KEY);
            ByteBuffer length = Libc.buffer(4).putInt(0, KEY);
            Libc.check(
                    "socket cookie",
                    calls.getsockopt(fd, SocketConstants.SOL_SOCKET, SocketConstants.SO_COOKIE, cookie, length));
            BirthNote birth = of(cookie.getLong(0));
            return birth != null && birth.pid() == calls.getpid();
        } finally {
            calls.close(fd);
        }
    }

    /** Returns whether a release such as {@code 6.1.0-18-amd64} is this version or a later one. */
    static boolean isSince(String release, int[] version) {
        String[] numbers = release.split("[.-]", version.length + 1);
        for (int i = 0; i < version.length; i++) {
            int number = i < numbers.length && numbers[i].matches("[0-9]{1,4}") ? Integer.parseInt(numbers[i]) : 0;
            if (number != version[i]) {
                return number > version[i];
            }
        }
        return true;
    }

    /** Returns whether {@link BirthNote#options} are noted. */
    boolean notesOptions() {
        return notesOptions;
    }

    /** Returns the note on the socket with this cookie; null if its creation was not seen or the note was evicted. */
    @Nullable
    BirthNote of(long cookie) {
        key.putLong(0, cookie);
        return bpf.lookUp(notes, key, note) ? BirthNote.read(note) : null;
    }

    @Override
    public void close() {
        open.forEach(Libc.calls()::close);
        open.clear();
    }
}
