// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Messages for the faults of output files. */
public final class OutputFaults {
    private OutputFaults() {}

    /** Returns the reason without the file name, which the exceptions of {@code java.nio.file} repeat. */
    public static String reason(IOException fault) {
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
