// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.capture.Origin;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class InterfaceOriginsTest {
    private static final int SLL2 = 276;
    private static final int NO_INTERFACE = 0x7ffffffe;

    private final CapturedNetwork own = CapturedNetwork.open(null);
    /** Has the interfaces of this machine under another name. */
    private final CapturedNetwork web = CapturedNetwork.open("web");

    private final InterfaceOrigins origins = new InterfaceOrigins();

    private static PacketRing ringWith(int index) {
        PacketRing ring = new PacketRing(1 << 10, new Doorbell());
        ring.put(ByteBuffer.allocate(20).putInt(4, index).array(), 20, 0, 0);
        assertThat(ring.ready()).isTrue();
        return ring;
    }

    @Test
    void anInterfaceOfAnotherNamespaceIsAnotherOne() {
        Origin ownAny = origins.whole("any", SLL2, 0, own);
        Origin webAny = origins.whole("any", SLL2, 0, web);
        PacketRing ring = ringWith(NO_INTERFACE);

        Origin here = origins.cooked(ring, ownAny, own);
        Origin there = origins.cooked(ring, webAny, web);

        assertThat(here.namespace()).isNull();
        assertThat(there.namespace()).isEqualTo("web");
        assertThat(here.interfaceName()).isEqualTo(there.interfaceName()).isEqualTo("interface " + NO_INTERFACE);
        assertThat(here.id()).isNotEqualTo(there.id());
        assertThat(here.vantage()).isNotEqualTo(there.vantage());
        assertThat(origins.cooked(ring, ownAny, own)).isSameAs(here);
        assertThat(origins.cooked(ring, webAny, web)).isSameAs(there);
    }

    @Test
    void theLoopbacksAreOneVantage() {
        PacketRing ring = ringWith(InterfaceOrigins.LOOPBACK_INDEX);
        Origin here = origins.cooked(ring, origins.whole("any", SLL2, 0, own), own);
        Origin there = origins.cooked(ring, origins.whole("any", SLL2, 0, web), web);
        Origin plainHere = origins.whole("lo", 1, 0, own);
        Origin plainThere = origins.whole("lo", 1, 0, web);

        assertThat(here.interfaceName()).isEqualTo("lo");
        assertThat(there.id()).isNotEqualTo(here.id());
        assertThat(there.vantage()).isEqualTo(here.vantage());
        assertThat(plainThere.id()).isNotEqualTo(plainHere.id());
        assertThat(plainThere.vantage()).isEqualTo(plainHere.vantage());
    }

    @Test
    void aHeaderThatIsCutOffNamesNoInterface() {
        PacketRing ring = new PacketRing(1 << 10, new Doorbell());
        ring.put(new byte[7], 7, 0, 0);
        assertThat(ring.ready()).isTrue();
        Origin any = origins.whole("any", SLL2, 0, own);

        assertThat(origins.cooked(ring, any, own)).isSameAs(any);
    }
}
