// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import dev.udpbounce.cli.option.Quantities;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The correction of a capture's clock.
 *
 * @param input name of a file or folder, as on the command line
 * @param ns nanoseconds to add to its times
 */
record Skew(String input, long ns) {
    /** Converts {@code FILE=12ms} or {@code FILE=-3s}; the last equals sign ends the name. */
    static final class Converter implements ITypeConverter<Skew> {
        private final Quantities.DurationConverter duration = new Quantities.DurationConverter();

        @Override
        public Skew convert(String text) {
            int equals = text.lastIndexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("'" + text + "' is not FILE=DURATION, such as sensor.pcap=-12ms");
            }
            boolean negative = text.startsWith("-", equals + 1);
            long ns = duration.convert(text.substring(equals + (negative ? 2 : 1)));
            return new Skew(text.substring(0, equals), negative ? -ns : ns);
        }
    }
}
