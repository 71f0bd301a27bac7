/** The command {@code read}: prints the timeline of capture files. Live interfaces are not handled here. */
@NullMarked
package dev.udpbounce.cli.read;

import org.jspecify.annotations.NullMarked;
