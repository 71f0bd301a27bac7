// SPDX-License-Identifier: Apache-2.0
/**
 * Annotated captures: takes a timeline, reads its files again, and writes them with comments on what bounced. Never
 * here: the blocks of the files, and the words of the comments.
 */
@NullMarked
package dev.udpbounce.render.pcapng;

import org.jspecify.annotations.NullMarked;
