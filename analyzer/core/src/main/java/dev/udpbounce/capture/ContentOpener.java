// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** Opens the content of a capture, in a file system of any kind. */
@FunctionalInterface
public interface ContentOpener {
    /** Opens the content at its first octet. It is the same each time, and is closed by the caller. */
    ReadableByteChannel open() throws IOException;
}
