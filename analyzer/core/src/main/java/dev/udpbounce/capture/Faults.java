package dev.udpbounce.capture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Puts a failure to read into one line of plain words. */
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

    /** For a failure of a decompressor, which may throw anything of hostile data. */
    static String ofDecompressor(String format, Throwable fault) {
        return format + ": " + (fault instanceof IOException read ? reason(read) : "corrupt data");
    }
}
