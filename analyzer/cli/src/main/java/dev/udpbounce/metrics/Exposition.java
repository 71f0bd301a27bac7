// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the counters in the format that a client accepts: OpenMetrics 1.0 or the text format of Prometheus. If a
 * client prefers another format, as Prometheus does protobuf, its next choice that is supported is used, and by default
 * the text format, as Prometheus expects and its own libraries do.
 */
final class Exposition {
    /**
     * A response body.
     *
     * @param gzip whether the octets are compressed
     */
    @SuppressWarnings("ArrayRecordComponent") // written out, never compared
    record Page(String contentType, boolean gzip, byte[] octets) {}

    /** One of the media types of an Accept field (RFC 9110 section 12.5.1). */
    private record Choice(String type, double quality) {}

    private final PrometheusRegistry registry;
    private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();

    Exposition(PrometheusRegistry registry) {
        this.registry = registry;
    }

    /**
     * Returns the current counters.
     *
     * @param accept the Accept field; empty if there is none
     * @param encodings the Accept-Encoding field; empty if there is none
     */
    Page of(String accept, String encodings) throws IOException {
        ExpositionFormatWriter writer = writer(accept);
        boolean gzip = choices(encodings).stream().anyMatch(each -> each.type.equals("gzip"));
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (OutputStream out = gzip ? new GZIPOutputStream(octets) : octets) {
            writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
        }
        return new Page(writer.getContentType(), gzip, octets.toByteArray());
    }

    private ExpositionFormatWriter writer(String accept) {
        for (Choice choice : choices(accept)) {
            switch (choice.type) {
                case "application/openmetrics-text" -> {
                    return openMetrics;
                }
                case "text/plain", "text/*", "*/*" -> {
                    return text;
                }
                default -> {
                    // A later choice may be supported.
                }
            }
        }
        return text;
    }

    /** Returns the acceptable choices, the best first. */
    private static List<Choice> choices(String field) {
        List<Choice> choices = new ArrayList<>();
        for (String each : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            String[] parts = each.split(";", -1);
            double quality = 1;
            for (int i = 1; i < parts.length; i++) {
                String parameter = parts[i].strip();
                if (parameter.startsWith("q=")) {
                    quality = quality(parameter.substring(2));
                }
            }
            if (quality > 0) {
                choices.add(new Choice(parts[0].strip(), quality));
            }
        }
        choices.sort(Comparator.comparingDouble(Choice::quality).reversed());
        return choices;
    }

    /** Parses a quality such as {@code 0.5}; an invalid number yields 0. */
    private static double quality(String text) {
        return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
    }
}
