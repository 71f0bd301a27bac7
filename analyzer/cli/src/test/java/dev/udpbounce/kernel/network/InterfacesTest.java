// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.network.Interfaces.Address;
import dev.udpbounce.kernel.network.Interfaces.Interface;
import dev.udpbounce.kernel.sys.KernelException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    private static final IpAddress LOCALHOST = new IpAddress(4, 0, 0x7f000001L);

    private Interfaces interfaces;

    @BeforeEach
    void open() throws KernelException {
        interfaces = Interfaces.open();
    }

    @AfterEach
    void close() {
        interfaces.close();
    }

    @Test
    void theyAreThoseOfTheMachine() throws KernelException, SocketException {
        List<Interface> expected = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            expected.add(new Interface(each.getIndex(), each.getName(), each.isUp()));
        }

        assertThat(interfaces.all()).containsAll(expected);
        for (Interface each : expected) {
            assertThat(interfaces.find(each.index())).isEqualTo(each);
            assertThat(interfaces.find(each.name())).isEqualTo(each);
        }
    }

    @Test
    void theLoopbackHasItsAddress() throws KernelException {
        assertThat(interfaces.find("lo")).isNotNull();
        assertThat(interfaces.addresses()).contains(new Address(LOCALHOST, 1));
    }

    @Test
    void whatIsNotThereIsNotFound() throws KernelException {
        assertThat(interfaces.find("no-such-if")).isNull();
        assertThat(interfaces.find("a-name-longer-than-any-interface-has")).isNull();
        assertThat(interfaces.find(Integer.MAX_VALUE)).isNull();
    }
}
