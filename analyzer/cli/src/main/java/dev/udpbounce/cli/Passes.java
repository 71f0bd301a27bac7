package dev.udpbounce.cli;

import picocli.CommandLine.ITypeConverter;

/** How often the inputs are read. */
enum Passes {
    /** Twice where that is possible and pays. */
    AUTO("auto"),
    ONE("1"),
    TWO("2");

    private final String word;

    Passes(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    static final class Converter implements ITypeConverter<Passes> {
        @Override
        public Passes convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
