package dev.udpbounce.cli;

/** What a command tells its caller when it ends. Where several hold, the one that is named first wins: 3, 4, 1, 0. */
final class ExitStatus {
    static final int DONE = 0;
    /** Something that {@code --fail-on} names was found. */
    static final int FAILED_ON = 1;
    /** The command line is wrong. */
    static final int USAGE = 2;
    /** An input was unreadable, cut or damaged, an output could not be written, or the program is at fault. */
    static final int FAILED = 3;
    /** The capture lost packets, and {@code --fail-on loss} was asked for. */
    static final int LOSS = 4;
    /** The reader of standard output has gone: 128 and SIGPIPE, as a process has that the signal ends. */
    static final int CLOSED_PIPE = 141;

    private ExitStatus() {}
}
