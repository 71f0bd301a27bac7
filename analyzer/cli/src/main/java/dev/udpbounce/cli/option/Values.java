// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/** An option that may be repeated. */
public final class Values<T> implements Setting {
    private final ArgSpec spec;
    private final String name;

    Values(ArgSpec spec, String name) {
        this.spec = spec;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isGiven() {
        return !list().isEmpty();
    }

    /** Returns the values in the order of the command line; empty if the option is not given. */
    public List<T> list() {
        List<T> values = spec.<@Nullable List<T>>getValue();
        return values == null ? List.of() : values;
    }
}
