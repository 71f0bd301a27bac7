/**
 * Experiments with UDP errors on this machine: real sockets on the loopback interface produce real errnos, and the
 * calls are recorded next to the predictions of the delivery rule.
 */
@NullMarked
package dev.udpbounce.kernel.experiment;

import org.jspecify.annotations.NullMarked;
