// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.kernel.sys.KernelException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {
    private LocalAddresses addresses;

    @BeforeEach
    void open() throws KernelException {
        addresses = new LocalAddresses();
    }

    @AfterEach
    void close() {
        addresses.close();
    }

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
                    IpAddress local = of(address.getAddress());
                    assertThat(addresses.contains(local)).isTrue();
                    assertThat(addresses.interfaceOf(local, each.getName())).isEqualTo(each.getIndex());
                }));
    }

    private static IpAddress of(InetAddress address) {
        ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
        return octets.capacity() == 4
                ? new IpAddress(4, 0, octets.getInt(0) & 0xffffffffL)
                : new IpAddress(6, octets.getLong(0), octets.getLong(8));
    }
}
