// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Requests from a decompressor only the octets that it reports as available, or one octet. A decompressor that throws
 * in the middle of a call would otherwise lose the octets already stored by that call.
 */
final class AvailableReads extends FilterInputStream {
    AvailableReads(InputStream decompressed) {
        super(decompressed);
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return super.read(into, offset, Math.min(length, Math.max(1, super.available())));
    }
}
