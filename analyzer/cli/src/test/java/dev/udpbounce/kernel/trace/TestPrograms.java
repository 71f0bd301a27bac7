// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The programs that a test traces.
 *
 * @param python the interpreter
 * @param script a program for it, which runs the experiment of the name that it is given
 * @param binary such a program in C
 */
record TestPrograms(String python, String script, String binary) {
    /**
     * Builds them, if programs can be traced here; otherwise the test is skipped.
     *
     * @param script name of the script
     */
    static TestPrograms in(Path folder, String script) throws IOException {
        Trial.assumePossible();
        return new TestPrograms(Trial.python(), Trial.program(script, folder), Trial.program("experiment.c", folder));
    }

    /** Returns the command that runs an experiment of the script. */
    String[] scripted(String... experiment) {
        String[] command = new String[experiment.length + 2];
        command[0] = python;
        command[1] = script;
        System.arraycopy(experiment, 0, command, 2, experiment.length);
        return command;
    }
}
