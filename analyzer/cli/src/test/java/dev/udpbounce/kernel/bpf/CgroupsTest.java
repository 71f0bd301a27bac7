// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CgroupsTest {
    @Test
    void theRootIsTheFirstMountOfCgroup2() throws IOException {
        List<String> mounts = List.of(
                "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/root rw",
                "31 22 0:27 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755",
                "32 31 0:28 / /sys/fs/cgroup/memory rw shared:7 - cgroup cgroup rw,memory",
                "35 31 0:30 / /sys/fs/cgroup/unified rw,nosuid shared:9 master:1 - cgroup2 cgroup2 rw",
                "36 31 0:30 / /mnt/again rw - cgroup2 cgroup2 rw");
        assertThat(Cgroups.root(mounts)).isEqualTo(Path.of("/sys/fs/cgroup/unified"));
    }

    @Test
    void withoutCgroup2ThereIsNoRoot() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Cgroups.root(List.of("22 1 8:1 / / rw,relatime - ext4 /dev/root rw")))
                .withMessage("no cgroup2 is mounted");
    }
}
