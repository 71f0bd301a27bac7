// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The identity of the file that a name refers to, through any links. */
public final class FileIdentity {
    public static final Path STANDARD_INPUT = Path.of("/dev/stdin");
    public static final Path STANDARD_OUTPUT = Path.of("/dev/stdout");
    public static final Path STANDARD_ERROR = Path.of("/dev/stderr");

    private FileIdentity() {}

    /**
     * Returns an object that is equal for all names of a file: its device and inode, or its future path if it does not
     * exist. Null for files that are not regular and may have several writers, such as terminals, and on an error.
     */
    public static @Nullable Object of(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? attributes.fileKey() : null;
        } catch (NoSuchFileException e) {
            return ofNew(path.toAbsolutePath());
        } catch (IOException e) {
            return null;
        }
    }

    private static @Nullable Object ofNew(Path path) {
        Path folder = path.getParent();
        try {
            return folder == null ? null : folder.toRealPath().resolve(path.getFileName());
        } catch (IOException e) {
            return null;
        }
    }
}
