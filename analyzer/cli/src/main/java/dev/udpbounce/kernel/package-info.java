/**
 * Linux itself: sockets, processes and rights, asked through system calls. In come tuples of datagrams and errors, out
 * go records of who sent them and who is told. Packets are never read here.
 */
@NullMarked
package dev.udpbounce.kernel;

import org.jspecify.annotations.NullMarked;
