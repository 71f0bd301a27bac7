// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.event.Match;
import dev.udpbounce.focus.Focus.Telling;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A class of errors, as the user names it; one of the three is given.
 *
 * @param errors types and codes; otherwise empty
 */
record FocusClass(
        List<IcmpCode> errors,
        @Nullable Telling telling,
        @Nullable Match match) {
    private static final String EXAMPLES = "3/3, v6:1/4, port-unreachable, ECONNREFUSED";

    /** Returns the words that are no errors, as in {@code told, untold, exact}. */
    static String words() {
        List<String> words = new ArrayList<>();
        for (Telling telling : Telling.values()) {
            words.add(word(telling));
        }
        for (Match match : Match.values()) {
            words.add(word(match));
        }
        return String.join(", ", words);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static final class Converter implements ITypeConverter<FocusClass> {
        @Override
        public FocusClass convert(String text) {
            for (Telling telling : Telling.values()) {
                if (word(telling).equals(text)) {
                    return new FocusClass(List.of(), telling, null);
                }
            }
            for (Match match : Match.values()) {
                if (word(match).equals(text)) {
                    return new FocusClass(List.of(), null, match);
                }
            }
            try {
                return new FocusClass(IcmpNames.parse(text), null, null);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + text + "' is none of " + words() + ", and no ICMP error such as " + EXAMPLES);
            }
        }
    }
}
