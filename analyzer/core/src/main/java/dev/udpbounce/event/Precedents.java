// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import org.jspecify.annotations.Nullable;

/**
 * Earlier datagrams of its flow that explain why a datagram that bounced was sent.
 *
 * @param repeated the latest one with the same payload that went the same way and did not bounce; null where none is known
 * @param query the one that it answers, which came from the port that is called closed; null where none is known, or
 *     several wait for an answer
 */
public record Precedents(
        @Nullable SendSighting repeated, @Nullable SendSighting query) {
    public static final Precedents NONE = new Precedents(null, null);
}
