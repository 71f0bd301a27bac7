// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.io.InputStream;

/**
 * The environment of a command: its streams, their terminals, and its interruption.
 *
 * @param debug whether an internal error prints its stack trace
 */
public record Environment(
        InputStream in,
        Output out,
        Diagnostics diagnostics,
        Terminal terminal,
        Interruption interruption,
        boolean debug) {
    /** Returns a copy with another output for results. */
    public Environment withOut(Output newOut) {
        return new Environment(in, newOut, diagnostics, terminal, interruption, debug);
    }

    /** Returns a copy with other messages. */
    public Environment withDiagnostics(Diagnostics newDiagnostics) {
        return new Environment(in, out, newDiagnostics, terminal, interruption, debug);
    }

    /** Returns a copy whose results go to standard error. */
    public Environment onStandardError() {
        return new Environment(
                in,
                new Output("standard error", diagnostics.stream()),
                diagnostics,
                terminal.ofStandardError(),
                interruption,
                debug);
    }
}
