package dev.udpbounce.cli;

import picocli.CommandLine.ITypeConverter;

/** How a timeline is written. */
enum OutputFormat {
    TEXT("text"),
    JSON("json"),
    NDJSON("ndjson"),
    CSV("csv");

    private final String word;

    OutputFormat(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    static final class Converter implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
