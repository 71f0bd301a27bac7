// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

/** The flags of sends and receives that are relevant in a timeline. */
public final class MessageFlags {
    private static final String[] NAMES = {"MSG_PEEK", "MSG_DONTWAIT", "MSG_ERRQUEUE", "MSG_CONFIRM", "MSG_MORE"};
    private static final int[] BITS = {
        SocketConstants.MSG_PEEK,
        SocketConstants.MSG_DONTWAIT,
        SocketConstants.MSG_ERRQUEUE,
        SocketConstants.MSG_CONFIRM,
        SocketConstants.MSG_MORE
    };

    private MessageFlags() {}

    /** Formats flags as in {@code MSG_DONTWAIT|MSG_ERRQUEUE}; empty for none. */
    public static String names(int flags) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < BITS.length; i++) {
            if ((flags & BITS[i]) != 0) {
                text.append(text.isEmpty() ? "" : "|").append(NAMES[i]);
            }
        }
        return text.toString();
    }
}
