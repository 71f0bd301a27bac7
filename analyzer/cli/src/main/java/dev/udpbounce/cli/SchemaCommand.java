package dev.udpbounce.cli;

import dev.udpbounce.render.TimelineSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code schema}: prints the JSON Schema of the timeline. */
final class SchemaCommand implements Callable<Integer> {
    private final Environment environment;

    SchemaCommand(Environment environment) {
        this.environment = environment;
    }

    CommandSpec spec() {
        return Commands.spec(
                "schema",
                this,
                "Prints the JSON Schema of the JSON timeline; $defs/event is that of a line of NDJSON.");
    }

    @Override
    public Integer call() throws IOException {
        try (InputStream schema = TimelineSchema.open()) {
            schema.transferTo(environment.out());
        }
        return ExitStatus.DONE;
    }
}
