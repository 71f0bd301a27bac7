// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.select.Quantity;
import java.util.function.ToLongFunction;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with a unit as values of options, see {@link Quantity}. */
public final class Quantities {
    private Quantities() {}

    /** Converts {@code 250us}, {@code 500ms}, {@code 10s} and so on to nanoseconds; at least one. */
    public static final class DurationConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return converted(text, Quantity::duration);
        }
    }

    /** Converts {@code 65536}, {@code 64k}, {@code 128m}, {@code 2g} to octets. */
    public static final class SizeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return converted(text, Quantity::size);
        }
    }

    /** Converts a whole number that is at least 1. */
    public static final class CountConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            return converted(text, Quantity::count);
        }
    }

    private static long converted(String text, ToLongFunction<String> quantity) {
        try {
            return quantity.applyAsLong(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
