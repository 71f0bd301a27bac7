// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import picocli.CommandLine.ITypeConverter;

/** A condition that turns a successful run into a failed one. */
public enum FailOn {
    /** An ICMP error that quotes a datagram. */
    BOUNCE("bounce"),
    /** An ICMP error that no program is told of. */
    UNTOLD("untold"),
    /** An error that is delivered to a call for another peer. */
    STALE("stale"),
    /** A datagram that was not sent, because its send call only returned the error of an earlier one. */
    LOST_SEND("lost-send"),
    /** Packets that the capture lost. */
    LOSS("loss");

    private final String word;

    FailOn(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    public static final class Converter implements ITypeConverter<FailOn> {
        @Override
        public FailOn convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
