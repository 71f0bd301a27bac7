// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** One field declares an option completely. */
class OptionGroupTest {
    private final CommandSpec command = Command.spec("any", "Does anything.");
    private final Declared declared = new Declared(command);
    private final CommandLine line = new CommandLine(command);

    /** One option of each kind. */
    private static final class Declared extends OptionGroup {
        private final Flag loud = option("--loud").description("Be loud.").flag();
        private final Value<boolean[]> more = option("-v").repeatedFlag();
        private final Value<String> name = option("-n", "--name").word("NAME");
        private final Value<Integer> number = option("-p").integer("PID");
        private final Value<Long> count =
                option("-c").defaultValue("7").value("N", Long.class, new Quantities.CountConverter());
        private final Values<String> places = option("-i").words("PLACE");
        private final Values<FailOn> reasons =
                option("--fail-on").commaSeparated().values("WHAT", FailOn.class, new FailOn.Converter());
        private final Flag secret = option("--secret").hidden().flag();
        private final Values<String> files = words("FILE", 0, "Files.");

        Declared(CommandSpec command) {
            super(command);
        }
    }

    @Test
    void aDeclaredOptionIsInTheHelpUnlessItIsHidden() {
        assertThat(line.getUsageMessage())
                .contains("--loud", "Be loud.", "-v", "-n, --name=NAME", "-p=PID", "-c=N", "-i=PLACE", "--fail-on=WHAT")
                .contains("[FILE...]")
                .doesNotContain("--secret");
    }

    @Test
    void aDeclaredOptionTakesEffect() {
        line.parseArgs(
                "--loud",
                "-v",
                "-v",
                "--name",
                "a",
                "-p",
                "5",
                "-c",
                "3",
                "-i",
                "x",
                "-i",
                "y",
                "--fail-on",
                "loss,bounce",
                "--secret",
                "one",
                "two");

        assertThat(declared.loud.isGiven()).isTrue();
        assertThat(declared.more.get()).hasSize(2);
        assertThat(declared.name.orNull()).isEqualTo("a");
        assertThat(declared.number.orNull()).isEqualTo(5);
        assertThat(declared.count.get()).isEqualTo(3);
        assertThat(declared.places.list()).containsExactly("x", "y");
        assertThat(declared.reasons.list()).containsExactly(FailOn.LOSS, FailOn.BOUNCE);
        assertThat(declared.secret.isGiven()).isTrue();
        assertThat(declared.files.list()).containsExactly("one", "two");
    }

    @Test
    void anOptionThatIsNotGivenHasItsDefaultOrNothing() {
        line.parseArgs();

        assertThat(declared.loud.isGiven()).isFalse();
        assertThat(declared.more.isGiven()).isFalse();
        assertThat(declared.name.orNull()).isNull();
        assertThat(declared.name.or("b")).isEqualTo("b");
        assertThat(declared.count.get()).isEqualTo(7);
        assertThat(declared.places.list()).isEmpty();
        assertThat(declared.places.isGiven()).isFalse();
        assertThat(declared.files.list()).isEmpty();
    }

    @Test
    void aWrongValueIsAUsageErrorThatNamesTheOption() {
        assertThat(declared.invalid(declared.name, "too long"))
                .hasMessage("Invalid value for option '--name': too long");
        assertThatThrownBy(() -> line.parseArgs("-c", "x"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("Invalid value for option '-c'");
    }
}
