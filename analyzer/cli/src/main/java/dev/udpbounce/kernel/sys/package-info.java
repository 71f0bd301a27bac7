/**
 * Shared by the other kernel packages: the C library and its errnos, constants and structures of the socket interface,
 * netlink, clocks, and files of {@code /proc}. Makes calls and returns their results unchanged; makes no decisions.
 */
@NullMarked
package dev.udpbounce.kernel.sys;

import org.jspecify.annotations.NullMarked;
