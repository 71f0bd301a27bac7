package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Letters for the inputs of a timeline, given out in the order in which the inputs appear: a, b, …, z, aa, ab, … */
final class InputLabels {
    private final Map<String, String> labels = new HashMap<>();

    /** The letters of an origin's input. */
    String of(Origin origin) {
        String label = labels.get(input(origin));
        return label == null ? "" : label;
    }

    /** Gives letters to an origin's input; returns its name if it had none, otherwise null. */
    @Nullable
    String introduce(Origin origin) {
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
