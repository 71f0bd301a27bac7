// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.example;

import dev.udpbounce.correlate.CorrelationSettings;
import dev.udpbounce.correlate.Correlator;
import dev.udpbounce.correlate.Follow;
import dev.udpbounce.correlate.PacketFeed;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Send;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** A program that uses the core as a library: octets and times come in, bounces go out. CONTRIBUTING.md explains it. */
final class BouncesOfPackets {
    private static final int ETHERNET = 1;
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long MEMORY = 64 << 20;

    private final List<String> bounces = new ArrayList<>();
    private final Correlator correlator = new Correlator(
            new CorrelationSettings(MINUTE_NS, MEMORY, Follow.BOUNCED, new SecureRandom().nextLong()),
            bounce -> bounces.add(sentence(bounce)));
    private final PacketFeed feed = new PacketFeed(correlator, ETHERNET);

    void packet(long timeNs, byte[] octets) {
        feed.packet(timeNs, octets);
    }

    void noPacketUntil(long timeNs) {
        correlator.expireBefore(timeNs);
    }

    List<String> bounces() {
        return bounces;
    }

    private static String sentence(Bounce bounce) {
        Send cause = bounce.attribution().cause();
        String from = bounce.icmp().meaning().name() + " from " + bounce.icmp().source();
        return cause == null ? from : from + " about packet " + cause.frame() + " after " + bounce.delayNs() + " ns";
    }
}
