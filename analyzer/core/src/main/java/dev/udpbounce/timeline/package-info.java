/**
 * Passes complete events, received in the order in which they became known, to the sinks, either immediately or in
 * order of time. The package does not match, look up, count or format anything.
 */
@NullMarked
package dev.udpbounce.timeline;

import org.jspecify.annotations.NullMarked;
