/**
 * The fast path through a file: it processes batches of frames and columns of hashes. A first pass records the quotes
 * of the errors, so that the second pass only counts the datagrams that no error can be about; all other packets go to
 * a correlator. Only the pipeline package uses it, and the results are the same without it. The rule that finds a cause
 * is not in this package.
 */
@NullMarked
package dev.udpbounce.bulk;

import org.jspecify.annotations.NullMarked;
