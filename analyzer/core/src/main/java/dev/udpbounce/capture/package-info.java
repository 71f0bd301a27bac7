/**
 * Reads capture files and pipes. {@link dev.udpbounce.capture.Frame}s are delivered in the order of the file, as views;
 * a fault that ends a file early is reported as {@link dev.udpbounce.capture.Damage}. The package handles records,
 * blocks, link type numbers and timestamps, but not the content of frames.
 */
@NullMarked
package dev.udpbounce.capture;

import org.jspecify.annotations.NullMarked;
