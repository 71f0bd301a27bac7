package dev.udpbounce.cli;

import java.io.InputStream;

/**
 * What surrounds a command: its streams, what they are connected to, and who may end it.
 *
 * @param debug whether an internal error shows its stack trace
 */
record Environment(
        InputStream in, Output out, Messages messages, Terminal terminal, Interruption interruption, boolean debug) {}
