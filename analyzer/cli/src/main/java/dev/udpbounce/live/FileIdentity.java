// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The identity of a file, by device and inode, which it keeps when it is renamed. */
record FileIdentity(@Nullable Object key) {
    /** Returns the identity of the file at a path. */
    static FileIdentity of(Path path) throws IOException {
        return new FileIdentity(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey());
    }

    /** Returns whether the path still refers to this file. */
    boolean isAt(Path path) throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && Objects.equals(key, of(path).key);
    }
}
