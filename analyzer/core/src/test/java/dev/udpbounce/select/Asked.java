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

/** Decodes forged packets, so that a selection can be asked about the datagrams in them. */
final class Asked {
    private static final Origin RAW = new Origin(0, "forged", null, LinkType.RAW, 0, 6);

    private Asked() {}

    /** Lends the datagram of a packet that must hold one, be it sent or quoted. */
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

    static boolean selects(String expression, Packet packet) throws SelectionException {
        Selection selection = Selection.parse(expression);
        boolean[] selected = new boolean[1];
        lend(packet, datagram -> selected[0] = selection.test(datagram));
        return selected[0];
    }
}
