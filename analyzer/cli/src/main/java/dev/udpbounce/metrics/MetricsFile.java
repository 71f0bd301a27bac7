// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file in the text format of Prometheus, as collected by its node exporter. The file is complete at all times: a new
 * version is written beside it and then replaces it.
 */
public final class MetricsFile {
    private final Metrics metrics;
    private final Path file;
    private final Path beside;

    public MetricsFile(Metrics metrics, Path file) {
        this.metrics = metrics;
        this.file = file;
        beside = file.resolveSibling(
                "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    }

    /**
     * Writes the current counts. Refuses to replace a symbolic link, a device, or any other file that is not regular.
     */
    public void write() throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException("is a symbolic link, which is not followed");
        }
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException("is no regular file, and is not replaced");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, metrics.registry().scrape(), EscapingScheme.DEFAULT);
        try {
            Files.deleteIfExists(beside);
            Files.write(beside, text.toByteArray(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(beside);
            throw e;
        }
    }
}
