/** Escapes foreign text so that a terminal prints and does not obey it, regardless of the meaning of the text. */
@NullMarked
package dev.udpbounce.render.terminal;

import org.jspecify.annotations.NullMarked;
