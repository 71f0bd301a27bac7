/** The timeline as CSV (RFC 4180): one row per event, with a stable order of columns. Only cells are escaped here. */
@NullMarked
package dev.udpbounce.render.csv;

import org.jspecify.annotations.NullMarked;
