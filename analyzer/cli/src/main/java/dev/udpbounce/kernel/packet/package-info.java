/**
 * The kernel's packet sockets (packet(7)): a ring of blocks that the kernel fills and this process reads in place, and
 * the filter that it applies first. What is in a packet is never looked at here.
 */
@NullMarked
package dev.udpbounce.kernel.packet;

import org.jspecify.annotations.NullMarked;
