// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

/** The format of times; the styles of tshark's {@code -t}. */
public enum TimeStyle {
    /** {@code a}: time of day; the date is on its own line whenever it changes. */
    ABSOLUTE,
    /** {@code ad}: date and time of day. */
    ABSOLUTE_WITH_DATE,
    /** {@code d}: seconds since the previous event in the output. */
    DELTA,
    /** {@code e}: seconds since the Unix epoch. */
    EPOCH,
    /** {@code r}: seconds since the first packet. */
    RELATIVE
}
