// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import dev.udpbounce.event.Match;
import dev.udpbounce.focus.Focus;
import dev.udpbounce.focus.TimeBound;
import dev.udpbounce.icmp.IcmpCode;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.TypeConversionException;

/** The options that choose which events are shown, of those that the analysis finds. */
final class FocusOptions extends OptionGroup {
    private final Values<FocusClass> only = option("--only")
            .commaSeparated()
            .description("Show only the errors of these classes, with their datagrams and calls: 3/3, v6:1/4,"
                    + " port-unreachable or an errno; " + FocusClass.words() + ". Classes of one kind are alternatives;"
                    + " of each kind given, one must fit. May be repeated.")
            .values("CLASS", FocusClass.class, new FocusClass.Converter());
    private final Values<String> process = option("--process")
            .description("Show only what concerns the sockets of this process (live, run). May be repeated.")
            .words("NAME|PID");
    private final Value<TimeBound> from = option("--from")
            .description("Show only what is not before TIME: a time of day of the first packet's date, such as"
                    + " 01:39:58.454, or a time of RFC 3339.")
            .value("TIME", TimeBound.class, new TimeConverter());
    private final Value<TimeBound> to = option("--to")
            .description("Show only what is not after TIME.")
            .value("TIME", TimeBound.class, new TimeConverter());

    FocusOptions(CommandSpec command) {
        super(command);
    }

    /** Returns the focus on events of capture files, which do not have processes. */
    Focus ofFiles(ZoneId zone) {
        if (process.isGiven()) {
            throw invalid(process, "a capture file does not tell whose datagrams it has");
        }
        for (FocusClass each : only.list()) {
            if (each.telling() != null) {
                throw invalid(only, "a capture file does not tell who is told");
            }
        }
        return ofThisMachine(zone);
    }

    /** Returns the focus on events of this machine. */
    Focus ofThisMachine(ZoneId zone) {
        Set<IcmpCode> errors = new HashSet<>();
        Set<Focus.Telling> tellings = EnumSet.noneOf(Focus.Telling.class);
        Set<Match> matches = EnumSet.noneOf(Match.class);
        for (FocusClass each : only.list()) {
            errors.addAll(each.errors());
            if (each.telling() != null) {
                tellings.add(each.telling());
            }
            if (each.match() != null) {
                matches.add(each.match());
            }
        }
        TimeBound start = from.orNull();
        TimeBound end = to.orNull();
        if (start != null && end != null && start.isAfter(end, zone)) {
            throw invalid(to, "it is before that of '" + from.name() + "'");
        }
        return new Focus(errors, tellings, matches, process.list(), start, end, zone);
    }

    private static final class TimeConverter implements ITypeConverter<TimeBound> {
        @Override
        public TimeBound convert(String text) {
            TimeBound time = TimeBound.parse(text);
            if (time == null) {
                throw new TypeConversionException(
                        "'" + text + "' is no time such as 01:39:58.454346, 2018-04-17T01:39:58Z or @1523929198");
            }
            return time;
        }
    }
}
