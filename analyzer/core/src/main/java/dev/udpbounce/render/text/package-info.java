/**
 * Lays out the timeline for a terminal: columns, lines of its width, colors. The words for events come from another
 * package; foreign text is always escaped.
 */
@NullMarked
package dev.udpbounce.render.text;

import org.jspecify.annotations.NullMarked;
