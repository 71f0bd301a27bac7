package dev.udpbounce.cli;

import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.render.Explanation;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code explain}: the delivery rule, from an errno, from an ICMP error, or as a whole. */
@Command(
        name = "explain",
        description = "Tells what brings an errno to a UDP socket, or who is told of an ICMP error, as Linux has it.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final Pattern ERROR = Pattern.compile("(?:[vV]?([46]):)?(\\d{1,3})/(\\d{1,3})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern NAME = Pattern.compile("[eE][a-zA-Z0-9]{1,20}");

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "ERRNO|TYPE/CODE",
            description =
                    "111 or ECONNREFUSED; 3/3 for an ICMP error, v6:1/4 for an ICMPv6 error. Everything without it.")
    private @Nullable String subject;

    @Option(
            names = "-T",
            paramLabel = "FORMAT",
            defaultValue = "text",
            converter = OutputFormat.Converter.class,
            description = "text (the default), or json: an array with an object for each error.")
    private OutputFormat format;

    @Option(names = "--json", description = "The same as -T json.")
    private boolean json;

    @Override
    public Integer call() {
        boolean asJson = json || format == OutputFormat.JSON;
        if (!asJson && format != OutputFormat.TEXT) {
            throw usage("Invalid value for option '-T': explain writes text or json, not " + format);
        }
        PrintWriter out = spec.commandLine().getOut();
        String asked = subject;
        if (asked == null) {
            print(Delivery.known(), Explanation.everything(), asJson, out);
            return ExitStatus.DONE;
        }
        Matcher error = ERROR.matcher(asked);
        if (error.matches()) {
            Delivery delivery = delivery(asked, error);
            print(List.of(delivery), Explanation.ofError(delivery), asJson, out);
        } else {
            List<Delivery> bringing = bringing(asked);
            print(bringing, Explanation.ofErrno(bringing), asJson, out);
        }
        return ExitStatus.DONE;
    }

    private static void print(List<Delivery> errors, String text, boolean asJson, PrintWriter out) {
        if (asJson) {
            Explanation.writeJson(errors, out);
        } else {
            out.print(text);
        }
        out.flush();
    }

    private Delivery delivery(String asked, Matcher error) {
        int version = "6".equals(error.group(1)) ? 6 : 4;
        int type = Integer.parseInt(error.group(2));
        int code = Integer.parseInt(error.group(3));
        if (type > 255 || code > 255) {
            throw usage("'" + asked + "' is no ICMP error: type and code are at most 255");
        }
        return Delivery.of(version, type, code);
    }

    private List<Delivery> bringing(String asked) {
        List<Delivery> bringing;
        if (NUMBER.matcher(asked).matches()) {
            bringing = Delivery.bringing(Integer.parseInt(asked));
        } else if (NAME.matcher(asked).matches()) {
            bringing = Delivery.bringing(asked);
        } else {
            throw usage("'" + asked + "' is neither an errno such as 111 or ECONNREFUSED,"
                    + " nor an ICMP error such as 3/3 or v6:1/4");
        }
        if (bringing.isEmpty()) {
            throw usage("no ICMP error brings the errno '" + asked + "' to a UDP socket");
        }
        return bringing;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
