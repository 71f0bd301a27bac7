/**
 * The addresses and ports that the kernel translates (NAT) in a network namespace, from its table of connections. The
 * input is a datagram's addresses and ports behind the translation; the output is those before it. Packets are never seen
 * here.
 */
@NullMarked
package dev.udpbounce.kernel.translation;

import org.jspecify.annotations.NullMarked;
