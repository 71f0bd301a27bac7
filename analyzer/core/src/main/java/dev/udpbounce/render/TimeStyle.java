package dev.udpbounce.render;

/** How times are shown; the styles of tshark's {@code -t}. */
public enum TimeStyle {
    /** {@code a}: time of day; the date stands on a line of its own whenever it changes. */
    ABSOLUTE,
    /** {@code ad}: date and time of day. */
    ABSOLUTE_WITH_DATE,
    /** {@code d}: seconds since the event shown before. */
    DELTA,
    /** {@code e}: seconds since the Unix epoch. */
    EPOCH,
    /** {@code r}: seconds since the first packet. */
    RELATIVE
}
