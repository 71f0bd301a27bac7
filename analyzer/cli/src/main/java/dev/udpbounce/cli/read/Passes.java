// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.read;

import dev.udpbounce.cli.option.Choice;
import picocli.CommandLine.ITypeConverter;

/** The number of passes over the inputs. */
enum Passes {
    /** Two passes if they are possible and faster. */
    AUTO("auto"),
    ONE("1"),
    TWO("2");

    private final String word;

    Passes(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    static final class Converter implements ITypeConverter<Passes> {
        @Override
        public Passes convert(String word) {
            return Choice.of(values(), word);
        }
    }
}
