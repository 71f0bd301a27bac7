// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.cli.environment.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file that a timeline is written to.
 *
 * @param name the name as the user gave it
 * @param format the format, from the extension of the name
 */
public record OutputFile(String name, Path path, OutputFormat format) {
    /**
     * Opens the file and empties it if it exists. Does not follow a symbolic link in the last component, which another
     * user may have planted.
     */
    public Output open() throws IOException {
        if (Files.isSymbolicLink(path)) {
            throw new IOException("is a symbolic link, which is not followed");
        }
        // The check above is for the message; NOFOLLOW_LINKS refuses a link that appears after it.
        return new Output(
                name,
                Files.newOutputStream(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS));
    }

    /** Converts a file name; its format is that of its extension. */
    public static final class Converter implements ITypeConverter<OutputFile> {
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
        OutputFormat format = OutputFormat.ofFile(name);
        if (format == null) {
            throw new TypeConversionException(
                    "'" + name + "' ends in none of " + OutputFormat.endings() + ", which tell the format");
        }
        return format;
    }
}
