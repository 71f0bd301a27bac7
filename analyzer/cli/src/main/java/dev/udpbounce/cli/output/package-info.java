/**
 * Opens the outputs of one timeline, standard output and files, and creates their writers. Each output may fail
 * independently. The writers themselves are not in this package.
 */
@NullMarked
package dev.udpbounce.cli.output;

import org.jspecify.annotations.NullMarked;
