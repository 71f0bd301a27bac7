// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The target of a trace and its options.
 *
 * @param command the command with its arguments; empty to follow a process
 * @param pid the process to follow, otherwise 0
 * @param user the user to run the command as; null for the user who called sudo
 * @param capturing whether packets are captured
 * @param filtering whether a seccomp filter may be used
 */
record RunTarget(List<String> command, int pid, @Nullable String user, boolean capturing, boolean filtering) {}
