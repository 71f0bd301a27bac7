/**
 * Words of a command line come in; a pipeline from capture to render is joined, run, and its outcome goes out as an
 * exit status. Results go to standard output, everything else to standard error. picocli lives here. Never here: what
 * a packet means.
 */
@NullMarked
package dev.udpbounce.cli;

import org.jspecify.annotations.NullMarked;
