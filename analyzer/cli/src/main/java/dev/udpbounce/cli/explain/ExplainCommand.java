// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.explain;

import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.cli.option.Flag;
import dev.udpbounce.cli.option.OutputFormat;
import dev.udpbounce.cli.option.Value;
import dev.udpbounce.icmp.IcmpCode;
import dev.udpbounce.icmp.IcmpNames;
import dev.udpbounce.icmp.IcmpTable;
import dev.udpbounce.render.json.ExplanationJson;
import dev.udpbounce.render.text.ExplanationText;
import java.io.PrintWriter;
import java.util.List;

/** The command {@code explain}: the delivery rule, from an errno, from an ICMP error, or as a whole. */
public final class ExplainCommand extends Command {
    private final Value<OutputFormat> format = option("-T")
            .defaultValue("text")
            .description("text (the default), or json: an array with an object for each error.")
            .value("FORMAT", OutputFormat.class, new OutputFormat.Converter());
    private final Flag json =
            option("--json").description("The same as -T json.").flag();
    private final Value<String> subject = word(
            "ERRNO|TYPE/CODE",
            "111 or ECONNREFUSED; 3/3 for an ICMP error, v6:1/4 for an ICMPv6 error, port-unreachable for"
                    + " those of that name. Default: everything.");

    public ExplainCommand() {
        super("explain", "Explains what causes an errno on a UDP socket, or who is told of an ICMP error, on Linux.");
        example("udpbounce explain ECONNREFUSED", "What brings this errno to a UDP socket.");
        example("udpbounce explain v6:1/4", "Who is told of this ICMPv6 error.");
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
        List<IcmpCode> errors = named(asked);
        boolean byErrno = errors.stream().noneMatch(code -> IcmpNames.names(asked, code));
        print(errors, byErrno ? ExplanationText.ofErrno(errors) : ExplanationText.ofErrors(errors), asJson, out);
        return ExitStatus.DONE;
    }

    private static void print(List<IcmpCode> errors, String text, boolean asJson, PrintWriter out) {
        out.print(asJson ? ExplanationJson.of(errors) : text);
        out.flush();
    }

    private List<IcmpCode> named(String asked) {
        try {
            return IcmpNames.parse(asked);
        } catch (IllegalArgumentException e) {
            throw usageError(String.valueOf(e.getMessage()));
        }
    }
}
