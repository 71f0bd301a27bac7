package dev.udpbounce.cli;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A number that nobody who forges packets can foresee. */
final class Seed {
    private Seed() {}

    /** From the kernel; {@link java.security.SecureRandom} would load a hundred classes for it. */
    static long unpredictable() {
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
