package dev.udpbounce.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is traced, and how.
 *
 * @param command with its arguments; empty where a process is followed
 * @param pid of that process, otherwise 0
 * @param user whose the command is to be; null for the one who called sudo
 * @param capturing whether packets are wanted
 * @param filtering whether a seccomp filter may be used
 */
record RunTarget(List<String> command, int pid, @Nullable String user, boolean capturing, boolean filtering) {}
