// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** The format of a timeline: a value of {@code -T}, and the extension of a file name. */
public enum OutputFormat {
    TEXT("text", "txt"),
    JSON("json", "json"),
    NDJSON("ndjson", "ndjson"),
    CSV("csv", "csv");

    private final String word;
    private final String extension;

    OutputFormat(String word, String extension) {
        this.word = word;
        this.extension = extension;
    }

    @Override
    public String toString() {
        return word;
    }

    /** Returns the names of all formats, with the default marked. */
    static String words() {
        StringBuilder words = new StringBuilder();
        for (OutputFormat format : values()) {
            words.append(format == TEXT ? "" : ", ").append(format.word).append(format == TEXT ? " (default)" : "");
        }
        return words.toString();
    }

    /** Returns the extensions of all formats. */
    static String extensions() {
        StringBuilder extensions = new StringBuilder();
        OutputFormat[] all = values();
        for (int i = 0; i < all.length; i++) {
            extensions.append(i == 0 ? "" : i < all.length - 1 ? ", " : " or ").append(all[i].extension);
        }
        return extensions.toString();
    }

    /** Returns the file name endings of all formats. */
    static String endings() {
        StringBuilder endings = new StringBuilder();
        for (OutputFormat format : values()) {
            endings.append(format == TEXT ? "" : "." + format.extension + ", ");
        }
        return endings.append('.').append(TEXT.extension).toString();
    }

    /** Returns the format for the extension of a file name, in upper or lower case; null if it is unknown. */
    static @Nullable OutputFormat ofFile(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (OutputFormat format : values()) {
            if (lower.endsWith("." + format.extension)) {
                return format;
            }
        }
        return null;
    }

    public static final class Converter implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
