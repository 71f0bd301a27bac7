// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses the events that the user wants to see, by error, verdict, match, process and time, and counts the others. It
 * receives events in the order in which they become known and passes them on to the timeline. Which packets are
 * analyzed, and what is found about them, does not depend on it.
 */
@NullMarked
package dev.udpbounce.focus;

import org.jspecify.annotations.NullMarked;
