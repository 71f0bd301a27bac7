// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import picocli.CommandLine.Model.OptionSpec;

/** An option without a value. */
public final class Flag implements Setting {
    private final OptionSpec spec;

    Flag(OptionSpec spec) {
        this.spec = spec;
    }

    @Override
    public String name() {
        return spec.longestName();
    }

    @Override
    public boolean isGiven() {
        return Boolean.TRUE.equals(spec.getValue());
    }

    /** Makes the option as if it had been given, since another one implies it. */
    void give() {
        spec.setValue(true);
    }
}
