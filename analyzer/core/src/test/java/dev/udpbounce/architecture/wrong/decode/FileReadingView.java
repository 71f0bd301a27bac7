// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.decode;

import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** Decode that does input. */
public interface FileReadingView {
    void stream(InputStream in);

    void channel(ReadableByteChannel in);

    void path(Path in);
}
