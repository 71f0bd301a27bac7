// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.nio.channels.ReadableByteChannel;

/** Content that can be read again. It may be closed in between, and is opened by the next read. */
interface RewindableContent extends ReadableByteChannel {
    /** Makes the next read start at the first octet. */
    void rewind();
}
