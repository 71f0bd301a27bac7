// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.explain;

import dev.udpbounce.cli.environment.Environment;
import dev.udpbounce.cli.environment.ExitStatus;
import dev.udpbounce.cli.option.Command;
import dev.udpbounce.render.json.TimelineSchema;
import java.io.IOException;
import java.io.InputStream;

/** The command {@code schema}: prints the JSON Schema of the timeline. */
public final class SchemaCommand extends Command {
    private final Environment environment;

    public SchemaCommand(Environment environment) {
        super("schema", "Prints the JSON Schema of the JSON timeline; $defs/event is that of a line of NDJSON.");
        this.environment = environment;
        example("udpbounce schema >udpbounce.schema.json", "The schema, for a validator.");
    }

    @Override
    public int run() throws IOException {
        try (InputStream schema = TimelineSchema.open()) {
            schema.transferTo(environment.out());
        }
        return ExitStatus.DONE;
    }
}
