/**
 * The experiments of UDP errors, on this machine: real sockets on the loopback interface come to real errnos, and the
 * calls go out as records beside what the delivery rule predicts of them.
 */
@NullMarked
package dev.udpbounce.kernel.experiment;

import org.jspecify.annotations.NullMarked;
