package dev.udpbounce.cli;

import picocli.CommandLine.ITypeConverter;

/** When text is coloured. */
enum ColorChoice {
    AUTO("auto"),
    ALWAYS("always"),
    NEVER("never");

    private final String word;

    ColorChoice(String word) {
        this.word = word;
    }

    /** Whether standard output is to be coloured. */
    boolean colors(Terminal terminal) {
        return this == ALWAYS || (this == AUTO && terminal.out() && !terminal.colorless());
    }

    @Override
    public String toString() {
        return word;
    }

    static final class Converter implements ITypeConverter<ColorChoice> {
        @Override
        public ColorChoice convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
