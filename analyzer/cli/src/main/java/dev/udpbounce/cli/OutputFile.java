package dev.udpbounce.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file that a timeline is written to.
 *
 * @param name as the user gave it
 * @param format what the name's ending says
 */
record OutputFile(String name, Path path, OutputFormat format) {
    private static final String[] RESERVED_ENDINGS = {".html", ".pcapng", ".perfetto.json"};

    /**
     * Opens the file, empties it if it exists, and does not follow a symbolic link in its last place, which somebody
     * else may have put there.
     */
    Output open() throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("is a symbolic link, which is not followed");
        }
        // The look above is for the message; this refuses a link that appears only now.
        return new Output(
                name,
                Files.newOutputStream(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
    }

    /** Takes a file's name and the format from its longest known ending. */
    static final class Converter implements ITypeConverter<OutputFile> {
        @Override
        public OutputFile convert(String name) {
            OutputFormat format = format(name);
            try {
                return new OutputFile(name, Path.of(name), format);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + name + "' is no file name: " + e.getReason());
            }
        }
    }

    private static OutputFormat format(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (String reserved : RESERVED_ENDINGS) {
            if (lower.endsWith(reserved)) {
                throw new TypeConversionException("'" + name + "': " + reserved + " is not available yet");
            }
        }
        if (lower.endsWith(".json")) {
            return OutputFormat.JSON;
        }
        if (lower.endsWith(".ndjson")) {
            return OutputFormat.NDJSON;
        }
        if (lower.endsWith(".csv")) {
            return OutputFormat.CSV;
        }
        if (lower.endsWith(".txt")) {
            return OutputFormat.TEXT;
        }
        throw new TypeConversionException(
                "'" + name + "' ends in none of .json, .ndjson, .csv, .txt, which tell the format");
    }
}
