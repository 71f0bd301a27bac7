// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import picocli.CommandLine.TypeConversionException;

/** The value of an option that takes one of a few words. */
public final class Choice {
    private Choice() {}

    /** Returns the element of {@code choices} whose {@code toString} is {@code word}. */
    public static <T> T of(T[] choices, String word) {
        for (T choice : choices) {
            if (choice.toString().equals(word)) {
                return choice;
            }
        }
        StringBuilder message = new StringBuilder("'").append(word).append("' is not one of ");
        for (int i = 0; i < choices.length; i++) {
            message.append(i == 0 ? "" : ", ").append(choices[i]);
        }
        throw new TypeConversionException(message.toString());
    }
}
