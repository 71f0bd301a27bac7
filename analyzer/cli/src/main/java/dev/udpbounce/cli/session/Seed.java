// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.session;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A number that a forger of packets cannot predict. */
public final class Seed {
    private Seed() {}

    /** Reads the number from the kernel; {@link java.security.SecureRandom} would load a hundred classes. */
    public static long unpredictable() {
        long seed = System.nanoTime();
        try (InputStream random = new FileInputStream("/dev/urandom")) {
            for (byte octet : random.readNBytes(Long.BYTES)) {
                seed = seed << 8 ^ octet;
            }
        } catch (IOException e) {
            return seed * 0x9e37_79b9_7f4a_7c15L;
        }
        return seed;
    }
}
