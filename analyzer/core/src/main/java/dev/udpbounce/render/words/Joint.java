// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

/** The connection of a piece to the previous one. */
public enum Joint {
    /** The piece is separate. */
    APART,
    /** The piece continues the previous words. */
    CLOSE,
    /** The piece may be left out if there is little room. */
    OPTIONAL,
    /** The piece begins a paragraph. */
    PARAGRAPH
}
