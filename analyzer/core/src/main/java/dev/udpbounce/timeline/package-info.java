/**
 * Everything that was found comes in; one sequence of {@link dev.udpbounce.timeline.Event}s goes out, in the order of
 * time or as it happens, followed by the sums. Never here: wording.
 */
@NullMarked
package dev.udpbounce.timeline;

import org.jspecify.annotations.NullMarked;
