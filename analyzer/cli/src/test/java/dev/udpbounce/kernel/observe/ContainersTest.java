// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Container;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainersTest {
    private static final String ID = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @CsvSource({
        "0::/system.slice/docker-ID.scope, docker",
        "0::/docker/ID, docker",
        "12:pids:/docker/ID, docker",
        "0::/machine.slice/libpod-ID.scope/container, podman",
        "0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-ID.scope, containerd",
        "0::/kubepods-pod1.slice:cri-containerd:ID, containerd",
        "0::/kubepods.slice/crio-ID.scope, cri-o",
        "0::/kubepods/besteffort/pod1/ID, ''"
    })
    void aRuntimeNamesTheGroupAfterTheContainer(String group, String runtime) {
        assertThat(Containers.of(group.replace("ID", ID) + "\n")).isEqualTo(new Container(ID, runtime));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0::/lxc.payload.web/init.scope\n", "1:name=systemd:/\n0::/lxc.payload.web\n"})
    void anLxcContainerHasItsName(String groups) {
        assertThat(Containers.of(groups)).isEqualTo(new Container("web", "lxc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0::/\n", "0::/user.slice/user-1000.slice\n", "0::/docker/0123\n", "no path"})
    void anotherGroupIsNoContainer(String groups) {
        assertThat(Containers.of(groups)).isNull();
    }
}
