// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.capture.Origin;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Letters for the inputs of a timeline, assigned in the order in which the inputs appear: a, b, …, z, aa, ab, … */
public final class InputLabels {
    private final Map<String, String> labels = new HashMap<>();

    /** Returns the letters of an origin's input. */
    public String of(Origin origin) {
        String label = labels.get(input(origin));
        return label == null ? "" : label;
    }

    /** Assigns letters to an origin's input; returns its name if it had none, otherwise null. */
    public @Nullable String introduce(Origin origin) {
        String input = input(origin);
        return labels.putIfAbsent(input, letters(labels.size())) == null ? input : null;
    }

    private static String input(Origin origin) {
        String name = origin.file() == null ? origin.interfaceName() : origin.file();
        return name == null ? "" : name;
    }

    private static String letters(int index) {
        String last = String.valueOf((char) ('a' + index % 26));
        return index < 26 ? last : letters(index / 26 - 1) + last;
    }
}
