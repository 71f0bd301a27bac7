// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.correlate;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.decode.Datagram;
import dev.udpbounce.decode.IcmpError;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.BounceRecord;
import dev.udpbounce.event.BounceRecord.Attribution;
import dev.udpbounce.event.Flow;
import dev.udpbounce.event.Quoted;
import dev.udpbounce.event.Reporter;
import dev.udpbounce.event.Send;

/** Copies reused error objects into immutable records. */
final class BounceRecords {
    private BounceRecords() {}

    /** @param sender the source address of the datagram, as far as it is known */
    static Reporter reporter(IpAddress source, Flow quoted, IpAddress sender) {
        if (source.equals(quoted.destination())) {
            return Reporter.DESTINATION;
        }
        return source.equals(sender) ? Reporter.LOCAL : Reporter.ROUTER;
    }

    /** Returns an address; a likely one if it is that, which then serves again. */
    private static IpAddress address(int version, long high, long low, IpAddress likely) {
        boolean same = likely.version() == version && likely.high() == high && likely.low() == low;
        return same ? likely : new IpAddress(version, high, low);
    }

    /** Returns the flow of a datagram, in its direction. */
    static Flow flow(Datagram datagram) {
        int version = datagram.version();
        return new Flow(
                new IpAddress(version, datagram.sourceHigh(), datagram.sourceLow()),
                datagram.sourcePort(),
                new IpAddress(version, datagram.destinationHigh(), datagram.destinationLow()),
                datagram.destinationPort());
    }

    /**
     * Returns a record of an error and its attribution.
     *
     * @param quoted flow of the quoted datagram
     */
    static BounceRecord of(IcmpError error, Frame frame, Flow quoted, Attribution attribution) {
        Datagram quote = error.quote();
        int version = error.version();
        IpAddress source = address(version, error.sourceHigh(), error.sourceLow(), quoted.destination());
        Send cause = attribution.cause();
        IpAddress sender = cause == null ? quoted.source() : cause.flow().source();
        return new BounceRecord(
                new BounceRecord.Sighting(
                        frame.origin(),
                        frame.number(),
                        frame.timeNs(),
                        error.vlan(),
                        error.depth(),
                        frame.comment(),
                        frame.hasTime()),
                new BounceRecord.Icmp(
                        source,
                        address(version, error.destinationHigh(), error.destinationLow(), quoted.source()),
                        error.type(),
                        error.code(),
                        error.mtu(),
                        error.extensions(),
                        reporter(source, quoted, sender)),
                new Quoted(
                        quoted,
                        quote.version() == 4 ? quote.ipId() : Datagram.ABSENT,
                        quote.ttl(),
                        quote.udpLength(),
                        quote.checksum(),
                        quote.payloadPresent(),
                        error.quoteTruncated()),
                attribution);
    }
}
