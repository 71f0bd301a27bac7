// SPDX-License-Identifier: Apache-2.0
/** Manual pages and shell completion, made from the declared commands and options when packages are built. */
@NullMarked
package dev.udpbounce.cli.manual;

import org.jspecify.annotations.NullMarked;
