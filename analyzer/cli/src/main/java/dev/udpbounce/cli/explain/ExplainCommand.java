// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.explain;

import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.Flag;
import dev.udpbounce.cli.option.OutputFormat;
import dev.udpbounce.cli.option.Value;
import dev.udpbounce.icmp.Errno;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.json.ExplanationJson;
import dev.udpbounce.render.text.ExplanationText;
import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command {@code explain}: the delivery rule, from an errno, from an ICMP error, or as a whole. */
public final class ExplainCommand extends Command {
    private static final Pattern ERROR = Pattern.compile("(?:[vV]?([46]):)?(\\d{1,3})/(\\d{1,3})");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern NAME = Pattern.compile("[eE][a-zA-Z0-9]{1,20}");

    private final Value<OutputFormat> format = option("-T")
            .defaultValue("text")
            .description("text (the default), or json: an array with an object for each error.")
            .value("FORMAT", OutputFormat.class, new OutputFormat.Converter());
    private final Flag json =
            option("--json").description("The same as -T json.").flag();
    private final Value<String> subject = word(
            "ERRNO|TYPE/CODE",
            "111 or ECONNREFUSED; 3/3 for an ICMP error, v6:1/4 for an ICMPv6 error. Default: everything.");

    public ExplainCommand() {
        super("explain", "Explains what causes an errno on a UDP socket, or who is told of an ICMP error, on Linux.");
    }

    @Override
    public int run() {
        boolean asJson = json.isGiven() || format.get() == OutputFormat.JSON;
        if (!asJson && format.get() != OutputFormat.TEXT) {
            throw invalid(format, "explain writes text or json, not " + format.get());
        }
        PrintWriter out = spec().commandLine().getOut();
        String asked = subject.orNull();
        if (asked == null) {
            print(IcmpTable.known(), ExplanationText.everything(), asJson, out);
            return ExitStatus.DONE;
        }
        Matcher error = ERROR.matcher(asked);
        if (error.matches()) {
            IcmpCode code = code(asked, error);
            print(List.of(code), ExplanationText.ofError(code), asJson, out);
        } else {
            List<IcmpCode> bringing = bringing(asked);
            print(bringing, ExplanationText.ofErrno(bringing), asJson, out);
        }
        return ExitStatus.DONE;
    }

    private static void print(List<IcmpCode> errors, String text, boolean asJson, PrintWriter out) {
        out.print(asJson ? ExplanationJson.of(errors) : text);
        out.flush();
    }

    private IcmpCode code(String asked, Matcher error) {
        int version = "6".equals(error.group(1)) ? 6 : 4;
        int type = Integer.parseInt(error.group(2));
        int code = Integer.parseInt(error.group(3));
        if (type > 255 || code > 255) {
            throw usageError("'" + asked + "' is no ICMP error: type and code are at most 255");
        }
        return IcmpTable.of(version, type, code);
    }

    private List<IcmpCode> bringing(String asked) {
        Errno errno;
        if (NUMBER.matcher(asked).matches()) {
            errno = Errno.ofLinux(Integer.parseInt(asked));
        } else if (NAME.matcher(asked).matches()) {
            errno = Errno.named(asked);
        } else {
            throw usageError("'" + asked + "' is neither an errno such as 111 or ECONNREFUSED,"
                    + " nor an ICMP error such as 3/3 or v6:1/4");
        }
        List<IcmpCode> bringing = errno == null ? List.of() : IcmpTable.bringing(errno);
        if (bringing.isEmpty()) {
            throw usageError("no ICMP error brings the errno '" + asked + "' to a UDP socket");
        }
        return bringing;
    }
}
