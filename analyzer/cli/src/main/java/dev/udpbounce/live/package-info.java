/**
 * Names of interfaces and a filter expression come in; lent {@link dev.udpbounce.capture.Frame}s go out as they happen,
 * merged by time, until somebody stops the capture; on the way they may be recorded to a file. pcap4j lives here. Never
 * here: what a frame contains, beyond the cooked header that names its interface.
 */
@NullMarked
package dev.udpbounce.live;

import org.jspecify.annotations.NullMarked;
