package dev.udpbounce.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which process made which UDP socket, and the options that it set. Small BPF programs run in the kernel when a socket is
 * made and when an option is set, change nothing, and note a UDP socket under its cookie. So both are known of a socket
 * that lived for microseconds only, and of one whose process this program may not look into.
 *
 * <p>They are attached to the cgroup at the root of the cgroup2 tree, and go with this process even if that is killed. To
 * attach them takes root's rights, or CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON; what they noted can be read without.
 */
final class SocketBirths implements AutoCloseable {
    private static final int MAX_BIRTHS = 1 << 15;
    private static final int KEY = BirthPrograms.KEY;
    private static final int SO_COOKIE = 57;

    /** Before Linux 5.8 a program could not leave the value of an option alone. */
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
     * Notes every UDP socket that is made from now on.
     *
     * @throws IOException if this kernel or these rights do not allow it
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

    /** In a PID namespace of its own, a process has another number than the one that is noted. */
    private boolean knowsThisProcess() throws KernelException {
        Libc.Calls calls = Libc.calls();
        int fd = Libc.check("socket", calls.socket(Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0));
        try {
            ByteBuffer cookie = Libc.buffer(KEY);
            ByteBuffer length = Libc.buffer(4).putInt(0, KEY);
            Libc.check("socket cookie", calls.getsockopt(fd, Libc.SOL_SOCKET, SO_COOKIE, cookie, length));
            BirthNote birth = of(cookie.getLong(0));
            return birth != null && birth.pid() == calls.getpid();
        } finally {
            calls.close(fd);
        }
    }

    /** Whether a release such as {@code 6.1.0-18-amd64} is this version or a later one. */
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

    /** Whether {@link BirthNote#options} are noted as well. */
    boolean notesOptions() {
        return notesOptions;
    }

    /** What was noted of the socket with this cookie; null where its birth was not seen, or long ago. */
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
