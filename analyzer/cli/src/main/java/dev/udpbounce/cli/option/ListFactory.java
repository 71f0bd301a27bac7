// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.option;

import java.util.ArrayList;
import picocli.CommandLine.IFactory;

/**
 * Creates the instances that the parser needs: only the lists of repeated options, as commands and converters are
 * already instances. picocli's own factory first looks for Groovy, for which Java opens every jar of the class path.
 */
public final class ListFactory implements IFactory {
    @Override
    public <K> K create(Class<K> type) {
        if (type.isAssignableFrom(ArrayList.class)) {
            return type.cast(new ArrayList<>());
        }
        throw new IllegalArgumentException(type.getName());
    }
}
