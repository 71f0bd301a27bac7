// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.render.text.TimeStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the letters of tshark's {@code -t}. */
final class TimeStyleConverter implements ITypeConverter<TimeStyle> {
    @Override
    public TimeStyle convert(String letters) {
        return switch (letters) {
            case "a" -> TimeStyle.ABSOLUTE;
            case "ad" -> TimeStyle.ABSOLUTE_WITH_DATE;
            case "d" -> TimeStyle.DELTA;
            case "e" -> TimeStyle.EPOCH;
            case "r" -> TimeStyle.RELATIVE;
            default -> throw new TypeConversionException("'" + letters + "' is not one of a, ad, d, e, r");
        };
    }
}
