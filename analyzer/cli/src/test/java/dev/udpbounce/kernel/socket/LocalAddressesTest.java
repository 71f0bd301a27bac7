// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
    private final LocalAddresses addresses = new LocalAddresses();

    @Test
    void everyLoopbackAddressIsLocal() {
        assertThat(addresses.contains(new IpAddress(4, 0, 0x7f000001L))).isTrue();
        assertThat(addresses.contains(new IpAddress(4, 0, 0x7f123456L))).isTrue();
        assertThat(addresses.contains(new IpAddress(6, 0, 1))).isTrue();
        assertThat(addresses.interfaceOf(new IpAddress(4, 0, 0x7f123456L), "eth7"))
                .isEqualTo(1);
    }

    @Test
    void addressesForDocumentationAreNobodys() {
        IpAddress documentation = new IpAddress(4, 0, 0xcb007107L);
        assertThat(addresses.contains(documentation)).isFalse();
        assertThat(addresses.interfaceOf(documentation, null)).isZero();
    }

    @Test
    void everyAddressOfThisMachineBelongsToItsInterface() throws SocketException {
        NetworkInterface.networkInterfaces()
                .forEach(each -> each.getInterfaceAddresses().forEach(address -> {
                    IpAddress local = LocalAddresses.of(address.getAddress());
                    assertThat(addresses.contains(local)).isTrue();
                    assertThat(addresses.interfaceOf(local, each.getName())).isEqualTo(each.getIndex());
                }));
    }

    @Test
    void anAddressIsReadByItsBits() throws UnknownHostException {
        assertThat(LocalAddresses.of(InetAddress.getByName("203.0.113.7"))).isEqualTo(new IpAddress(4, 0, 0xcb007107L));
        assertThat(LocalAddresses.of(InetAddress.getByName("fe80::1:2")))
                .isEqualTo(new IpAddress(6, 0xfe80L << 48, 0x10002));
    }
}
