// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SocketOwnerTest {
    private static final SocketOwner WORKER = new SocketOwner(10, -1, "nginx", 33, 900, 5);

    @Test
    void ofSocketsOfOneProcessItIsThatProcessWithoutASocket() {
        SocketOwner other = new SocketOwner(10, -1, "nginx", 33, 901, 6);

        assertThat(SocketOwner.oneOf(List.of(WORKER, other))).isEqualTo(new SocketOwner(10, -1, "nginx", 33, -1, -1));
    }

    @Test
    void ofSocketsOfSeveralProcessesOnlyWhatIsCommonIsKnown() {
        SocketOwner alike = new SocketOwner(11, -1, "nginx", 33, 901, 5);
        SocketOwner different = new SocketOwner(12, -1, "dnsmasq", 0, 902, 4);

        assertThat(SocketOwner.oneOf(List.of(WORKER, alike, WORKER)))
                .isEqualTo(new SocketOwner(-1, -1, "nginx", 33, -1, -1, 2));
        assertThat(SocketOwner.oneOf(List.of(WORKER, alike, different)))
                .isEqualTo(new SocketOwner(-1, -1, "", -1, -1, -1, 3));
    }

    @Test
    void anOwnerWhoseProcessIsHiddenIsAnotherOne() {
        SocketOwner hidden = new SocketOwner(-1, -1, "", 33, 901, -1);

        assertThat(SocketOwner.oneOf(List.of(WORKER, hidden)).candidates()).isEqualTo(2);
        assertThat(SocketOwner.oneOf(List.of(hidden, hidden))).isEqualTo(new SocketOwner(-1, -1, "", 33, -1, -1, 2));
    }

    @Test
    void aContainerIsKeptIfAllAreInIt() {
        Container web = new Container("3f2a", "docker");
        SocketOwner inside = new SocketOwner(11, -1, "nginx", 33, 901, 5, 1, web);
        SocketOwner alsoInside = new SocketOwner(12, -1, "nginx", 33, 902, 5, 1, web);

        assertThat(SocketOwner.oneOf(List.of(inside, alsoInside)).container()).isEqualTo(web);
        assertThat(SocketOwner.oneOf(List.of(inside, WORKER)).container()).isNull();
        assertThat(inside.process()).isEqualTo(new SocketOwner(11, -1, "nginx", 33, -1, -1, 1, web));
    }
}
