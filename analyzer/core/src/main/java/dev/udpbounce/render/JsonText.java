package dev.udpbounce.render;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Text from outside as the content of a JSON string: JSON's own escapes, {@code <\/} for {@code </} so that a script
 * element can hold it, and escapes for what a terminal would obey. A lone surrogate has no UTF-8 form and becomes
 * U+FFFD.
 */
final class JsonText {
    private JsonText() {}

    /** The UTF-8 octets to stand between the quotes. */
    static byte[] encode(String text) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
        StringBuilder encoded = new StringBuilder(quoted.length() + 16);
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '/' && i > 0 && quoted.charAt(i - 1) == '<') {
                encoded.append("\\/");
            } else if (TerminalText.isUnsafe(c)) {
                encoded.append("\\u");
                TerminalText.hex(c, 4, encoded);
            } else {
                encoded.append(TerminalText.isLoneSurrogate(quoted, i) ? '\ufffd' : c);
            }
        }
        return encoded.toString().getBytes(StandardCharsets.UTF_8);
    }
}
