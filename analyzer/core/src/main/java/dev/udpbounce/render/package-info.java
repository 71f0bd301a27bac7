/**
 * Writes the timeline as text, JSON, NDJSON and CSV, with one package per format. It adds no facts of its own, and
 * escapes all foreign text before output. The classes are in the packages below this one.
 */
@NullMarked
package dev.udpbounce.render;

import org.jspecify.annotations.NullMarked;
