// SPDX-License-Identifier: Apache-2.0
/** The command {@code doctor}: what this machine and these privileges allow, tried out. */
@NullMarked
package dev.udpbounce.cli.doctor;

import org.jspecify.annotations.NullMarked;
