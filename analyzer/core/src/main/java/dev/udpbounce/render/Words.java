package dev.udpbounce.render;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.io.SerializedString;

/** The constants of an enum as the timeline spells them: in lower case, encoded once. */
final class Words<E extends Enum<E>> {
    private final Map<E, SerializedString> words;

    Words(Class<E> type) {
        words = new EnumMap<>(type);
        for (E constant : type.getEnumConstants()) {
            words.put(constant, new SerializedString(constant.name().toLowerCase(Locale.ROOT)));
        }
    }

    String text(E constant) {
        return of(constant).getValue();
    }

    SerializedString of(E constant) {
        return Objects.requireNonNull(words.get(constant));
    }
}
