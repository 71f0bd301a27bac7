/**
 * The timeline as JSON and NDJSON, and its JSON Schema. Only this package uses Jackson; only JSON strings are escaped
 * here.
 */
@NullMarked
package dev.udpbounce.render.json;

import org.jspecify.annotations.NullMarked;
