/**
 * Merges the calls of a traced program and the packets of its sockets into one timeline that shows which call returned
 * each error. Queries to a running kernel about sockets are only an interface here. Neither system calls nor packets
 * are read here.
 */
@NullMarked
package dev.udpbounce.socket;

import org.jspecify.annotations.NullMarked;
