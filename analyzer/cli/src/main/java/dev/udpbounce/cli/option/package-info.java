/**
 * Declares the options of the commands with picocli, and converts their values to types; a wrong value is a usage
 * error. Only output files are opened here, and no packets are read.
 */
@NullMarked
package dev.udpbounce.cli.option;

import org.jspecify.annotations.NullMarked;
