package dev.udpbounce.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where metrics go.
 *
 * @param text as the user gave it
 * @param file null for HTTP
 * @param host to listen at, a name or an address, an IPv6 one in brackets
 * @param port to listen at
 */
record MetricsTarget(String text, @Nullable Path file, String host, int port) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MOST_PORT = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("([^:/\\[\\]]*|\\[[0-9A-Fa-f:.]+])?:([0-9]{1,5})");

    /** {@code :9100}, {@code 0.0.0.0:9100}, {@code [::]:9100}, or else a file. */
    static final class Converter implements ITypeConverter<MetricsTarget> {
        @Override
        public MetricsTarget convert(String text) {
            Matcher address = ADDRESS.matcher(text);
            if (address.matches()) {
                int port = Integer.parseInt(address.group(2));
                if (port > MOST_PORT) {
                    throw new TypeConversionException("'" + text + "': a port is at most " + MOST_PORT);
                }
                String host = address.group(1);
                return new MetricsTarget(text, null, host.isEmpty() ? LOOPBACK : host, port);
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
    }
}
