package dev.udpbounce.cli;

import dev.udpbounce.render.TimeStyle;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The letters of tshark's {@code -t}. */
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
