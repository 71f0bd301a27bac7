/**
 * One run divided among machines that share nothing: each file is surveyed on its own, the surveys make a plan, with which
 * each file is thinned on its own, and what is left is correlated home by home. The events and the sums are those of one
 * {@link dev.udpbounce.pipeline.Analysis} over all files. Which machine does what, and how octets travel, is not decided
 * here.
 */
@NullMarked
package dev.udpbounce.partition;

import org.jspecify.annotations.NullMarked;
