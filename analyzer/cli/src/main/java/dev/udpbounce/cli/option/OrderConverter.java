// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.event.BounceRow;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the order of a table. */
final class OrderConverter implements ITypeConverter<BounceRow.Order> {
    @Override
    public BounceRow.Order convert(String word) {
        for (BounceRow.Order order : BounceRow.Order.values()) {
            if (word(order).equals(word)) {
                return order;
            }
        }
        throw new TypeConversionException("'" + word + "' is not one of "
                + Stream.of(BounceRow.Order.values()).map(OrderConverter::word).collect(Collectors.joining(", ")));
    }

    private static String word(BounceRow.Order order) {
        return order.name().toLowerCase(Locale.ROOT);
    }
}
