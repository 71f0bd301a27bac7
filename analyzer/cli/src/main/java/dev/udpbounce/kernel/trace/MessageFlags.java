package dev.udpbounce.kernel.trace;

/** The flags of sends and receives that matter to the reader of a timeline. */
final class MessageFlags {
    private static final String[] NAMES = {"MSG_PEEK", "MSG_DONTWAIT", "MSG_ERRQUEUE", "MSG_CONFIRM", "MSG_MORE"};
    private static final int[] BITS = {0x2, 0x40, 0x2000, 0x800, 0x8000};

    private MessageFlags() {}

    /** {@code MSG_DONTWAIT|MSG_ERRQUEUE}; empty for none. */
    static String names(int flags) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < BITS.length; i++) {
            if ((flags & BITS[i]) != 0) {
                text.append(text.isEmpty() ? "" : "|").append(NAMES[i]);
            }
        }
        return text.toString();
    }
}
