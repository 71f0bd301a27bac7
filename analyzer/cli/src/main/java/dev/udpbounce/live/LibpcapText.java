// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import java.util.Locale;
import org.pcap4j.core.PcapNativeException;

/** The error messages of libpcap, without the text that pcap4j adds. */
final class LibpcapText {
    private static final String[] WRAPPINGS = {
        "Error occurred: ", "Error occurred in pcap_compile: ", "Error occurred in pcap_setfilter: "
    };

    private LibpcapText() {}

    static String of(PcapNativeException e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage().strip();
        for (String wrapping : WRAPPINGS) {
            if (text.startsWith(wrapping)) {
                text = text.substring(wrapping.length());
            }
        }
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    /** Returns whether a message of libpcap reports a missing right. */
    static boolean saysNotPermitted(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("not permitted") || lower.contains("permission");
    }
}
