// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.kernel.sys.FcntlConstants;
import dev.udpbounce.kernel.sys.Libc;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files of a recording. Their names are predictable, and other users may be able to write to the folder: a
 * file that they plant neither receives packets nor blocks the capture. A new file is accessible only to its owner.
 */
final class RecordingFiles {
    /** The name is taken by a file that is not overwritten. */
    static final class OccupiedException extends IOException {
        private static final long serialVersionUID = 1;

        OccupiedException(String message) {
            super(message);
        }
    }

    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_ALONE = PosixFilePermissions.asFileAttribute(
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private static final int TYPE = 0170000;
    private static final int REGULAR = 0100000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int FIFO = 0010000;
    private static final int SYMBOLIC_LINK = 0120000;

    private RecordingFiles() {}

    /**
     * Opens the file that the user named. An existing file is emptied and keeps its mode; it may be a device such as
     * {@code /dev/null}, or a FIFO of this user, which is opened when it has a reader.
     *
     * @throws OccupiedException if it is none of these, or belongs to another user
     */
    static FileChannel named(Path file) throws IOException {
        try {
            return create(file);
        } catch (FileAlreadyExistsException e) {
            return existing(file);
        }
    }

    private static FileChannel existing(Path file) throws IOException {
        check(file, attributes(file, LinkOption.NOFOLLOW_LINKS), true);
        // The file may be replaced at any moment. A descriptor that only names it, which neither waits for anybody nor
        // has an effect on a device, cannot be replaced, and is checked again.
        int fd = Libc.calls()
                .open(file.toString(), FcntlConstants.O_PATH | FcntlConstants.O_NOFOLLOW | FcntlConstants.O_CLOEXEC);
        if (fd == -1) {
            throw new IOException(Libc.message(Libc.errno()));
        }
        try {
            Path opened = Path.of("/proc/self/fd/" + fd);
            check(file, attributes(opened), true);
            return FileChannel.open(opened, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
        } finally {
            Libc.calls().close(fd);
        }
    }

    /**
     * Opens a file whose name was derived from the user's. An existing regular file of this user is replaced, whether
     * it is from this run or an earlier one.
     *
     * @throws OccupiedException if another kind of file or a file of another user exists
     */
    static FileChannel next(Path file) throws IOException {
        Map<String, Object> there = attributes(file, LinkOption.NOFOLLOW_LINKS);
        if (there != null) {
            check(file, there, false);
            Files.delete(file);
        }
        try {
            return create(file);
        } catch (FileAlreadyExistsException e) {
            throw new OccupiedException("somebody has made a file of this name");
        }
    }

    private static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OWNERS_ALONE);
    }

    /** Returns null if there is no such file. */
    private static @Nullable Map<String, Object> attributes(Path file, LinkOption... options) throws IOException {
        try {
            return Files.readAttributes(file, "unix:mode,uid", options);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** @param named whether the user named the file, so that it may be a device or a FIFO */
    private static void check(Path file, @Nullable Map<String, Object> attributes, boolean named) throws IOException {
        if (attributes == null) {
            throw new NoSuchFileException(file.toString());
        }
        int type = number(attributes, "mode") & TYPE;
        if (type == SYMBOLIC_LINK) {
            throw new OccupiedException("is a symbolic link, which is not followed");
        }
        if (named && type == CHARACTER_DEVICE) {
            return;
        }
        if (type != REGULAR && !(named && isFifo(type))) {
            throw new OccupiedException(named ? "is neither a file nor a pipe" : "is no regular file");
        }
        if (number(attributes, "uid") != Libc.calls().geteuid()) {
            throw new OccupiedException("belongs to another user");
        }
    }

    /** @param mode the mode of a file as in {@code struct stat} */
    static boolean isFifo(int mode) {
        return (mode & TYPE) == FIFO;
    }

    private static int number(Map<String, Object> attributes, String name) {
        return (Integer) Objects.requireNonNull(attributes.get(name));
    }
}
