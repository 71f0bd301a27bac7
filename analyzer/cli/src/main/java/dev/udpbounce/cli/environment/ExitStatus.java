// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

/** The exit statuses of the process, and their precedence. */
public final class ExitStatus {
    public static final int DONE = 0;
    /** An event named in {@code --fail-on} occurred. */
    public static final int FAILED_ON = 1;
    /** The command line is wrong. */
    public static final int USAGE = 2;
    /** An input was unreadable, cut or damaged, an output could not be written, or the program failed. */
    public static final int FAILED = 3;
    /** The capture lost packets, and {@code --fail-on loss} was given. */
    public static final int LOSS = 4;
    /**
     * The command of {@code run} was not started or cannot be traced; {@code env} uses this status for its own
     * failures.
     */
    public static final int NOT_TRACED = 125;
    /** The command of {@code run} cannot be executed. */
    public static final int NOT_EXECUTABLE = 126;
    /** The command of {@code run} does not exist. */
    public static final int NOT_FOUND = 127;
    /** The reader of standard output has closed it: the status of a process that SIGPIPE terminates. */
    public static final int CLOSED_PIPE = ofSignal(13);

    private static final int[] STRONGEST_FIRST = {FAILED, CLOSED_PIPE, LOSS, FAILED_ON, USAGE, DONE};

    private ExitStatus() {}

    /** Returns the status with the higher precedence of two statuses of this program. */
    public static int stronger(int one, int other) {
        for (int status : STRONGEST_FIRST) {
            if (one == status || other == status) {
                return status;
            }
        }
        return one;
    }

    /** Returns the status that a shell reports for a process terminated by a signal. */
    public static int ofSignal(int number) {
        return 128 + number;
    }

    /** Returns the status of a program that ran a command: the status of the command, unless that is 0. */
    public static int ofCommand(int command, int own) {
        return command == DONE ? own : command;
    }
}
