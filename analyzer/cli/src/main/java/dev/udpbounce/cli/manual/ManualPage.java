// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.manual;

import dev.udpbounce.cli.option.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of the program or of one of its commands (man-pages(7)). */
public final class ManualPage {
    private static final int SECTION = 1;
    private static final String PROGRAM = "udpbounce";
    private static final Pattern STATUS = Pattern.compile("(\\d+) (.*)");

    private ManualPage() {}

    /** Returns the name of a command's page, without the section. */
    public static String name(String command) {
        return PROGRAM + "-" + command;
    }

    /**
     * Returns the page of a command.
     *
     * @param source program and version
     */
    public static String of(String name, Command command, String date, String source) {
        CommandSpec spec = command.spec();
        Roff page = new Roff(name(name), SECTION, date, source);
        page.section("NAME");
        page.line(Roff.escape(name(name)) + " \\- " + Roff.escape(headline(spec)));
        page.section("SYNOPSIS");
        page.line(Roff.bold(PROGRAM + " " + name) + " [" + Roff.italic("OPTION") + "]..." + arguments(spec));
        page.section("DESCRIPTION");
        page.paragraph(text(spec.usageMessage().description()));
        command.notes().forEach(page::paragraph);
        arguments(spec, page);
        page.section("OPTIONS");
        for (OptionSpec option : spec.options()) {
            page.item(head(option), text(option.description()));
        }
        statuses(command, page);
        if (!command.examples().isEmpty()) {
            page.section("EXAMPLES");
        }
        for (Command.Example example : command.examples()) {
            page.item(Roff.bold(example.line()), example.what());
        }
        page.section("SEE ALSO");
        page.line(Roff.bold(PROGRAM) + "(1), " + Roff.bold("tcpdump") + "(8), " + Roff.bold("pcap-filter") + "(7)");
        return page.toString();
    }

    /** Returns the page of the program, which lists the commands. */
    public static String ofProgram(CommandSpec main, List<Command> commands, String date, String source) {
        Roff page = new Roff(PROGRAM, SECTION, date, source);
        page.section("NAME");
        page.line(PROGRAM + " \\- " + Roff.escape(headline(main)));
        page.section("SYNOPSIS");
        page.line(Roff.bold(PROGRAM) + " " + Roff.italic("COMMAND") + " [" + Roff.italic("ARGUMENT") + "]...");
        page.section("COMMANDS");
        List<String> pages = new ArrayList<>();
        for (Command command : commands) {
            String name = command.spec().name();
            page.item(Roff.bold(name), text(command.spec().usageMessage().description()));
            pages.add(Roff.bold(name(name)) + "(1)");
        }
        page.section("OPTIONS");
        for (OptionSpec option : main.options()) {
            page.item(head(option), text(option.description()));
        }
        page.section("SEE ALSO");
        page.line(String.join(", ", pages));
        return page.toString();
    }

    /** Returns the description as a man page wants it: without a capital at its start and a dot at its end. */
    private static String headline(CommandSpec spec) {
        String text = text(spec.usageMessage().description());
        String end = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return end.substring(0, 1).toLowerCase(Locale.ROOT) + end.substring(1);
    }

    private static String text(String[] lines) {
        // picocli formats its texts, in which a percent sign is doubled.
        return String.join(" ", lines).replace("%%", "%");
    }

    private static String arguments(CommandSpec spec) {
        StringBuilder arguments = new StringBuilder();
        for (PositionalParamSpec each : spec.positionalParameters()) {
            String label = Roff.italic(each.paramLabel()) + (each.arity().max() > 1 ? "..." : "");
            arguments.append(' ').append(each.arity().min() == 0 ? "[" + label + "]" : label);
        }
        return arguments.toString();
    }

    private static void arguments(CommandSpec spec, Roff page) {
        for (PositionalParamSpec each : spec.positionalParameters()) {
            page.item(Roff.italic(each.paramLabel()), text(each.description()));
        }
    }

    private static String head(OptionSpec option) {
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
            names.add(Roff.bold(name));
        }
        return String.join(", ", names) + (takesValue(option) ? "=" + Roff.italic(option.paramLabel()) : "");
    }

    private static boolean takesValue(ArgSpec option) {
        return option.arity().max() > 0;
    }

    private static void statuses(Command command, Roff page) {
        if (command.statuses().isEmpty()) {
            return;
        }
        page.section("EXIT STATUS");
        for (String status : command.statuses().split("; ", -1)) {
            Matcher numbered = STATUS.matcher(status);
            if (numbered.matches()) {
                page.item(Roff.bold(numbered.group(1)), numbered.group(2));
            } else {
                page.paragraph(status);
            }
        }
    }
}
