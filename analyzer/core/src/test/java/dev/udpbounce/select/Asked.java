// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.select;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.Decoder;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.PacketHandler;
import dev.udpbounce.fixtures.LinkType;
import dev.udpbounce.fixtures.Packet;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Decodes forged packets, to test a selection with their datagrams. */
final class Asked {
    private static final Origin RAW = new Origin(0, "forged", null, LinkType.RAW, 0, 6);

    private Asked() {}

    /** Passes on the datagram, sent or quoted, of a packet that must hold one. */
    static void lend(Packet packet, Consumer<Datagram> taker) {
        byte[] octets = packet.bytes();
        Frame frame = new Frame();
        frame.wrap(ByteBuffer.wrap(octets), 0, octets.length, octets.length, 0, 1, RAW);
        int[] lent = new int[1];
        new Decoder().decode(frame, new PacketHandler() {
            @Override
            public void onDatagram(Datagram datagram) {
                taker.accept(datagram);
                lent[0]++;
            }

            @Override
            public void onIcmpError(IcmpError error) {
                taker.accept(error.quote());
                lent[0]++;
            }
        });
        if (lent[0] != 1) {
            throw new AssertionError("the packet holds " + lent[0] + " datagrams");
        }
    }

    static boolean selects(String expression, Packet packet) throws FilterExpressionException {
        FilterExpression selection = FilterExpression.parse(expression);
        boolean[] selected = new boolean[1];
        lend(packet, datagram -> selected[0] = selection.takesDatagram(datagram));
        return selected[0];
    }
}
