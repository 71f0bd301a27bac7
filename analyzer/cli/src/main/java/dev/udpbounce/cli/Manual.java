// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.Interruption;
import dev.udpbounce.cli.environment.Output;
import dev.udpbounce.cli.environment.Terminal;
import dev.udpbounce.cli.manual.ManualPage;
import dev.udpbounce.cli.option.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;

/** Writes the manual pages, and completion for bash, into a folder; run when packages are built. */
public final class Manual {
    private static final String PROGRAM = "udpbounce";

    private Manual() {}

    /**
     * Writes {@code udpbounce.1}, {@code udpbounce-COMMAND.1} and {@code udpbounce.bash}.
     *
     * @param args the folder, the date of the pages (2025-01-01), the version of the program
     */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        String date = args[1];
        String source = PROGRAM + " " + args[2];
        Commands.Invocation program = Commands.program(List.of(), noEnvironment());
        for (Command command : program.commands()) {
            String name = command.spec().name();
            write(folder, ManualPage.name(name) + ".1", ManualPage.of(name, command, date, source));
        }
        String page = ManualPage.ofProgram(program.line().getCommandSpec(), program.commands(), date, source);
        write(folder, PROGRAM + ".1", page);
        write(folder, PROGRAM + ".bash", AutoComplete.bash(PROGRAM, program.line()));
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** Returns an environment for commands that are declared and not run. */
    private static Environment noEnvironment() {
        return new Environment(
                InputStream.nullInputStream(),
                new Output("standard output", OutputStream.nullOutputStream()),
                new Diagnostics(OutputStream.nullOutputStream()),
                Terminal.NONE,
                new Interruption(),
                false);
    }
}
