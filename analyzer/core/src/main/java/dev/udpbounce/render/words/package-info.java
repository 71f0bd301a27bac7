/**
 * Describes events and sums in words, as {@linkplain dev.udpbounce.render.words.Wording pieces} that each have a role.
 * The package is independent of width, color and escape codes: an output lays out the pieces and escapes foreign text.
 */
@NullMarked
package dev.udpbounce.render.words;

import org.jspecify.annotations.NullMarked;
