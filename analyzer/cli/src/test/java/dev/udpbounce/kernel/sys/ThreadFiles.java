// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the files of a process's threads below {@code /proc/PID/task} (proc_pid_task(5)). */
public final class ThreadFiles {
    private ThreadFiles() {}

    /**
     * Returns the text of this file of every thread, without those that end while they are read: a Java process ends
     * threads of its compilers at any time.
     *
     * @throws IOException if the file of a thread that has not ended cannot be read
     */
    public static List<String> read(long pid, String name) throws IOException {
        List<String> texts = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
            for (Path task : tasks) {
                try {
                    texts.add(Files.readString(task.resolve(name), StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    if (Files.exists(task)) {
                        throw e;
                    }
                }
            }
        }
        return texts;
    }
}
