// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

/** The setting of one option or argument after the command line was parsed. */
public sealed interface Setting permits Flag, Value, Values {
    /** Returns the name of the option in messages. */
    String name();

    /** Returns whether the command line or a default sets the option. */
    boolean isGiven();
}
