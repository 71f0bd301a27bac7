package dev.udpbounce.cli;

import picocli.CommandLine.ITypeConverter;

/** What turns a successful run into a failed one. */
enum FailOn {
    /** An ICMP error that quotes a datagram. */
    BOUNCE("bounce"),
    /** An ICMP error that no program learns of. */
    UNTOLD("untold"),
    /** An error that is delivered to a call which concerns another peer. */
    STALE("stale"),
    /** A datagram that never left, because its send only collected the error of an earlier one. */
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

    static final class Converter implements ITypeConverter<FailOn> {
        @Override
        public FailOn convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
