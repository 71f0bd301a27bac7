// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The destination of metrics.
 *
 * @param text the value as the user gave it
 * @param file null for HTTP
 * @param host name or address to listen on; an IPv6 address is in brackets
 * @param port port to listen on
 */
record MetricsTarget(String text, @Nullable Path file, String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MOST_PORT = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("([^:/\\[\\]]*|\\[[0-9A-Fa-f:.]+])?:([0-9]+)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int MOST_DIGITS = 5;

    /** Accepts {@code :9100}, {@code 0.0.0.0:9100}, {@code [::]:9100}, or a file. */
    static final class Converter implements ITypeConverter<MetricsTarget> {
        @Override
        public MetricsTarget convert(String text) {
            Matcher address = ADDRESS.matcher(text);
            if (address.matches()) {
                int port = port(text, address.group(2));
                String host = address.group(1);
                return new MetricsTarget(text, null, host.isEmpty() ? LOOPBACK : host, port);
            }
            if (NUMBER.matcher(text).matches()) {
                throw new TypeConversionException(
                        "'" + text + "' is a number: a port is written :" + text + ", a file ./" + text);
            }
            try {
                Path file = Path.of(text);
                if (file.getFileName() == null || text.endsWith("/")) {
                    throw new TypeConversionException("'" + text + "' is neither a file nor :PORT");
                }
                return new MetricsTarget(text, file, "", 0);
            } catch (InvalidPathException e) {
                throw new TypeConversionException("'" + text + "' is no file name: " + e.getReason());
            }
        }

        private static int port(String text, String digits) {
            int port = digits.length() > MOST_DIGITS ? Integer.MAX_VALUE : Integer.parseInt(digits);
            if (port > MOST_PORT) {
                throw new TypeConversionException("'" + text + "': a port is at most " + MOST_PORT);
            }
            return port;
        }
    }
}
