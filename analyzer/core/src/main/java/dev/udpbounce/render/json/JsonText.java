// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.json;

import dev.udpbounce.render.terminal.TerminalText;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Foreign text as the content of a JSON string: with JSON's own escapes, {@code <\/} for {@code </} so that a script
 * element can contain it, and escapes for characters that a terminal would obey. A lone surrogate, which has no UTF-8
 * form, becomes U+FFFD.
 */
final class JsonText {
    private JsonText() {}

    /** Returns the UTF-8 octets for the text between the quotes. */
    static byte[] encode(String text) {
        String quoted = new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
        StringBuilder encoded = new StringBuilder(quoted.length() + 16);
        for (int i = 0; i < quoted.length(); i++) {
            char c = quoted.charAt(i);
            if (c == '/' && i > 0 && quoted.charAt(i - 1) == '<') {
                encoded.append("\\/");
            } else if (TerminalText.isUnsafe(quoted, i)) {
                encoded.append("\\u");
                TerminalText.hex(c, 4, encoded);
            } else {
                encoded.append(TerminalText.isLoneSurrogate(quoted, i) ? '\ufffd' : c);
            }
        }
        return encoded.toString().getBytes(StandardCharsets.UTF_8);
    }
}
