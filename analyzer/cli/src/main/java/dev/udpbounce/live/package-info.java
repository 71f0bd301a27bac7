/**
 * Captures on interfaces through the kernel's ring or pcap4j, with a filter expression:
 * {@link dev.udpbounce.capture.Frame}s are delivered as they happen, as views, merged by time, until the capture is
 * stopped; they may also be recorded to files. The package does not read the content of a frame, apart from the cooked
 * header that names its interface.
 */
@NullMarked
package dev.udpbounce.live;

import org.jspecify.annotations.NullMarked;
