/**
 * The timeline comes in; text, JSON, NDJSON and CSV go out, one file a format. Has no facts of its own: it words
 * what it is given, and lets nothing from outside reach an output unescaped.
 */
@NullMarked
package dev.udpbounce.render;

import org.jspecify.annotations.NullMarked;
