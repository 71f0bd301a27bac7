// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the mount point of control groups (cgroups(7)). */
public final class Cgroups {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final int MOUNT_POINT = 4;

    private Cgroups() {}

    /**
     * Returns the root directory of the cgroup2 tree, as far up as visible to this process. {@code ip netns exec} hides
     * it behind a new {@code /sys}; then it is found through a process that this one descends from.
     */
    public static Path root() throws IOException {
        try {
            return root(lines(MOUNTS));
        } catch (IOException e) {
            Optional<ProcessHandle> ancestor = ProcessHandle.current().parent();
            while (ancestor.isPresent()) {
                Path found = seenThrough(
                        Path.of("/proc", String.valueOf(ancestor.get().pid())));
                if (found != null) {
                    return found;
                }
                ancestor = ancestor.get().parent();
            }
            throw e;
        }
    }

    /** Returns the root directory as another process sees it; null if it sees none, or is hidden. */
    private static @Nullable Path seenThrough(Path process) {
        try {
            Path mounted = root(lines(process.resolve("mountinfo")));
            Path seenFromHere = Path.of(process.resolve("root") + mounted.toString());
            return Files.isDirectory(seenFromHere) ? seenFromHere : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static List<String> lines(Path mounts) throws IOException {
        return Files.readAllLines(mounts, StandardCharsets.ISO_8859_1);
    }

    /** @param mounts lines of proc_pid_mountinfo(5): {@code 35 24 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw} */
    static Path root(List<String> mounts) throws IOException {
        for (String mount : mounts) {
            if (mount.contains(" - cgroup2 ")) {
                String point = mount.split(" ", MOUNT_POINT + 2)[MOUNT_POINT];
                // A blank in a mount point is written as \040; such cgroup mount points are not supported.
                return Path.of(point);
            }
        }
        throw new IOException("no cgroup2 is mounted");
    }
}
