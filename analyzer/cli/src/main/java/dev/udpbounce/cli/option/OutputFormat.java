// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;

/** The format of a timeline: the extension of a file name, and a value of {@code -T} unless it is for files alone. */
public enum OutputFormat {
    TEXT("text", "txt"),
    JSON("json", "json"),
    NDJSON("ndjson", "ndjson"),
    CSV("csv", "csv"),
    /** The capture itself, with comments. */
    PCAPNG("pcapng"),
    /** Tracks and arrows, for Perfetto. */
    PERFETTO("perfetto.json"),
    /** A page to look at. */
    HTML("html");

    private final String word;
    private final String extension;
    private final boolean fileOnly;

    OutputFormat(String word, String extension) {
        this.word = word;
        this.extension = extension;
        fileOnly = false;
    }

    /** Declares a format for files alone. */
    OutputFormat(String extension) {
        word = extension;
        this.extension = extension;
        fileOnly = true;
    }

    /** Returns the formats that standard output can have. */
    private static List<OutputFormat> ofStandardOutput() {
        List<OutputFormat> formats = new ArrayList<>();
        for (OutputFormat format : values()) {
            if (!format.fileOnly) {
                formats.add(format);
            }
        }
        return formats;
    }

    @Override
    public String toString() {
        return word;
    }

    /** Returns the names of the formats of standard output, with the default marked. */
    static String words() {
        StringBuilder words = new StringBuilder();
        for (OutputFormat format : ofStandardOutput()) {
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
        OutputFormat found = null;
        for (OutputFormat format : values()) {
            boolean longer = found == null || format.extension.length() > found.extension.length();
            if (longer && lower.endsWith("." + format.extension)) {
                found = format;
            }
        }
        return found;
    }

    public static final class Converter implements ITypeConverter<OutputFormat> {
        @Override
        public OutputFormat convert(String word) {
            return Choice.of(ofStandardOutput().toArray(new OutputFormat[0]), word);
        }
    }
}
