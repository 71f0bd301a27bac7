// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;

/** An option that has one value, available after parsing. */
public final class Value<T> implements Setting {
    private final ArgSpec spec;
    private final String name;

    Value(ArgSpec spec, String name) {
        this.spec = spec;
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean isGiven() {
        return spec.getValue() != null;
    }

    /** Returns the value; null if it is not given and has no default. */
    public @Nullable T orNull() {
        return spec.<@Nullable T>getValue();
    }

    /** Returns the value; {@code otherwise} if it is not given and has no default. */
    public T or(T otherwise) {
        T value = orNull();
        return value == null ? otherwise : value;
    }

    /** Returns the value of an option that has a default. */
    public T get() {
        return Objects.requireNonNull(orNull(), name);
    }
}
