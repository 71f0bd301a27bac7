/**
 * Network namespaces: which ones there are, what happens in one of them, and which interfaces and addresses it has. What
 * is opened within a namespace, such as a socket, stays there whichever thread uses it. Packets are never seen here.
 */
@NullMarked
package dev.udpbounce.kernel.network;

import org.jspecify.annotations.NullMarked;
