package dev.udpbounce.timeline;

/**
 * The process that sent a datagram. Numbers are -1 where they are not known.
 *
 * @param tid thread, where a traced call tells it
 * @param name the process's name as the kernel has it (comm), empty where it is not known; not escaped
 * @param uid unsigned
 * @param inode of the socket
 * @param fd of the socket in that process
 */
public record Sender(int pid, int tid, String name, int uid, long inode, int fd) {}
