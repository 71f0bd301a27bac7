package dev.udpbounce.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where control groups are mounted (cgroups(7)). */
final class Cgroups {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private Cgroups() {}

    /** The folder at the root of the cgroup2 tree, as far up as this process sees it. */
    static Path root() throws IOException {
        return root(Files.readAllLines(MOUNTS, StandardCharsets.ISO_8859_1));
    }

    /** @param mounts lines of proc_pid_mountinfo(5): {@code 35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw} */
    static Path root(List<String> mounts) throws IOException {
        for (String mount : mounts) {
            if (mount.contains(" - cgroup2 ")) {
                String point = mount.split(" ", MOUNT_POINT + 2)[MOUNT_POINT];
                // A mount point with a blank is written as \040; nobody mounts cgroups there.
                return Path.of(point);
            }
        }
        throw new IOException("no cgroup2 is mounted");
    }
}
