// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.cli.option.Quantities;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with a unit in the options of a live capture, in the syntax of tcpdump and dumpcap. */
final class TcpdumpQuantities {
    private TcpdumpQuantities() {}

    /** Converts {@code duration:30} to nanoseconds; also accepts units, as in {@code duration:500ms}. */
    static final class AutoStopConverter implements ITypeConverter<Long> {
        private static final String DURATION = "duration:";

        @Override
        public Long convert(String text) {
            if (!text.startsWith(DURATION)) {
                throw new TypeConversionException("'" + text + "' does not begin with " + DURATION);
            }
            String number = text.substring(DURATION.length());
            boolean bare = !number.isEmpty() && number.chars().allMatch(c -> c >= '0' && c <= '9');
            return new Quantities.DurationConverter().convert(bare ? number + "s" : number);
        }
    }

    /** Converts {@code 5} to five million octets; {@code 64k}, {@code 10m}, {@code 1g} are powers of 1024. */
    static final class FileSizeConverter implements ITypeConverter<Long> {
        private static final long MILLION = 1_000_000;

        @Override
        public Long convert(String text) {
            boolean bare = text.chars().allMatch(c -> c >= '0' && c <= '9');
            long number = new Quantities.SizeConverter().convert(text);
            if (bare && number > Long.MAX_VALUE / MILLION) {
                throw new TypeConversionException("'" + text + "' is more than 9223372036854");
            }
            return bare ? number * MILLION : number;
        }
    }
}
