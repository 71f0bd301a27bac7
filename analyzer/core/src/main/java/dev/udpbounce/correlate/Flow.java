package dev.udpbounce.correlate;

import dev.udpbounce.decode.IpAddress;

/**
 * One direction of a UDP conversation.
 *
 * @param sourcePort -1 where a quote ends before it
 * @param destinationPort -1 where a quote ends before it
 */
public record Flow(IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
    public int version() {
        return source.version();
    }

    /** The other direction. */
    public Flow reversed() {
        return new Flow(destination, destinationPort, source, sourcePort);
    }
}
