// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arguments and environment of this process as raw octets. Java decodes them by the locale; in the C locale, an
 * {@code é} becomes two meaningless characters.
 */
final class Octets {
    private Octets() {}

    /** Returns the octets of the last arguments, which Java has decoded to {@code words}. */
    static List<byte[]> last(List<byte[]> all, List<String> words) {
        List<byte[]> encoded = words.stream().map(Octets::encode).toList();
        if (all.size() < words.size()) {
            return encoded; // the words are not arguments of this process
        }
        List<byte[]> last = all.subList(all.size() - words.size(), all.size());
        for (int i = 0; i < words.size(); i++) {
            boolean plain = words.get(i).chars().allMatch(c -> c < 128 && c != '?');
            if (plain && !Arrays.equals(last.get(i), encoded.get(i))) {
                return encoded;
            }
        }
        return last;
    }

    /** Returns a copy of an environment with these variables set. */
    static List<byte[]> set(List<byte[]> environment, Map<String, String> variables) {
        List<byte[]> changed = new ArrayList<>(environment);
        variables.forEach((name, value) -> {
            byte[] start = encode(name + "=");
            changed.removeIf(each -> startsWith(each, start));
            changed.add(encode(name + "=" + value));
        });
        return changed;
    }

    private static boolean startsWith(byte[] octets, byte[] start) {
        return octets.length >= start.length && Arrays.equals(octets, 0, start.length, start, 0, start.length);
    }

    /** Returns the value of a variable; null if it is not set. */
    static byte @Nullable [] value(List<byte[]> environment, String name) {
        byte[] start = encode(name + "=");
        for (byte[] each : environment) {
            if (startsWith(each, start)) {
                return Arrays.copyOfRange(each, start.length, each.length);
            }
        }
        return null;
    }

    /** Returns the 0-terminated strings of a file. */
    static List<byte[]> strings(byte[] file) {
        List<byte[]> strings = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < file.length; i++) {
            if (file[i] == 0) {
                strings.add(Arrays.copyOfRange(file, start, i));
                start = i + 1;
            }
        }
        return strings;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    /** Encodes text in the encoding of Java's command line. */
    static byte[] encode(String text) {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return text.getBytes(Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8);
    }
}
