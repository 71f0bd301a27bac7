/**
 * Passes the fields of events to a {@link dev.udpbounce.render.fields.FieldSink}, one after the other. Each field is
 * declared once, in the class of the object that it belongs to, which also writes it; together they are the {@link
 * dev.udpbounce.render.fields.Catalogue}. The package is independent of formats and escapes nothing.
 */
@NullMarked
package dev.udpbounce.render.fields;

import org.jspecify.annotations.NullMarked;
