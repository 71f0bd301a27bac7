// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.decode.IpAddress;

/** An address and a port for people: {@code 127.0.0.1:1060}, {@code [2001:db8::1]:53}, {@code 127.0.0.1:?}. */
public final class Endpoints {
    private Endpoints() {}

    /** Returns the text; {@code port} is -1 if it is not known. */
    public static String text(IpAddress address, int port) {
        StringBuilder text = new StringBuilder(24);
        append(address, port, text);
        return text.toString();
    }

    static void append(IpAddress address, int port, StringBuilder text) {
        if (address.version() == 4) {
            text.append(address);
        } else {
            text.append('[').append(address).append(']');
        }
        text.append(':');
        if (port < 0) {
            text.append('?');
        } else {
            text.append(port);
        }
    }
}
