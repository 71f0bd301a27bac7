package dev.udpbounce.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Words the faults of output files as a person would. */
final class Faults {
    private Faults() {}

    /** The reason alone, without the file's name, which the exceptions of {@code java.nio.file} repeat. */
    static String reason(IOException fault) {
        if (fault instanceof NoSuchFileException) {
            return "no such folder";
        }
        if (fault instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (fault instanceof FileSystemException inFile && inFile.getReason() != null) {
            return inFile.getReason();
        }
        return fault.getMessage() == null ? fault.toString() : fault.getMessage();
    }
}
