/**
 * The command {@code demo}: makes experiments on this machine, and prints the prediction beside the observation. The
 * rule that predicts is not in this package.
 */
@NullMarked
package dev.udpbounce.cli.demo;

import org.jspecify.annotations.NullMarked;
