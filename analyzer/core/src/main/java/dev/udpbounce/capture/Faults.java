// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Describes a read failure in one line of plain words. */
final class Faults {
    private Faults() {}

    static String reason(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such file";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        String message = fault instanceof FileSystemException ofFile ? ofFile.getReason() : fault.getMessage();
        if (message == null) {
            return fault instanceof EOFException
                    ? "content cut"
                    : fault.getClass().getSimpleName();
        }
        return message.lines().findFirst().orElse("").strip();
    }

    /** Describes the failure of a decompressor, which may throw anything on hostile data. */
    static String ofDecompressor(String format, Throwable fault) {
        if (fault instanceof OutOfMemoryError) {
            long most = Runtime.getRuntime().maxMemory() >> 20;
            return format + ": not enough memory to decompress it: " + most
                    + " MiB are all that the Java heap may take (-Xmx)";
        }
        Throwable cause = fault instanceof UncheckedIOException wrapped ? wrapped.getCause() : fault;
        return format + ": " + (cause instanceof IOException read ? reason(read) : "corrupt data");
    }
}
