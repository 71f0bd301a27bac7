/**
 * What the kernel reports of errors at UDP sockets, in every network namespace: that it set one, and which call
 * returned it. Small BPF programs at tracepoints leave records in a ring; the output is what became of each error.
 * Packets are never seen here.
 */
@NullMarked
package dev.udpbounce.kernel.observe;

import org.jspecify.annotations.NullMarked;
