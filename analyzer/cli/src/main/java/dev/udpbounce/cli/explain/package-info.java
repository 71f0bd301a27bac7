/**
 * The commands {@code explain} and {@code schema}, which need no packets. The data that they print is in other
 * packages.
 */
@NullMarked
package dev.udpbounce.cli.explain;

import org.jspecify.annotations.NullMarked;
