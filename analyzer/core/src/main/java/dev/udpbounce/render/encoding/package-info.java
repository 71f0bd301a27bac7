/**
 * Encodings that all formats share: buffers of UTF-8, and numbers, addresses and instants as octets. Nothing is escaped
 * here: each format has its own rules.
 */
@NullMarked
package dev.udpbounce.render.encoding;

import org.jspecify.annotations.NullMarked;
