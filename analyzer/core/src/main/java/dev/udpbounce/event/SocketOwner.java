// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

/**
 * The process that owns a socket. Numbers are -1 if they are not known.
 *
 * @param tid calling thread, known only for a traced call
 * @param name the process name in the kernel (comm), empty if it is not known; not escaped
 * @param uid user ID, unsigned
 * @param inode inode of the socket
 * @param fd descriptor of the socket in that process
 */
public record SocketOwner(int pid, int tid, String name, int uid, long inode, int fd) {}
