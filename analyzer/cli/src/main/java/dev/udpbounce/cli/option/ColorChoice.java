// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.cli.environment.Terminal;
import picocli.CommandLine.ITypeConverter;

/** When text is colored. */
public enum ColorChoice {
    AUTO("auto"),
    ALWAYS("always"),
    NEVER("never");

    private final String word;

    ColorChoice(String word) {
        this.word = word;
    }

    /** Returns whether standard output is colored. */
    public boolean colors(Terminal terminal) {
        return this == ALWAYS || (this == AUTO && terminal.out() && !terminal.colorless());
    }

    @Override
    public String toString() {
        return word;
    }

    public static final class Converter implements ITypeConverter<ColorChoice> {
        @Override
        public ColorChoice convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
