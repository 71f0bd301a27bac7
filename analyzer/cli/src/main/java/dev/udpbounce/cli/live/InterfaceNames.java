// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.capture.LinkTypes;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.live.LiveSource;
import dev.udpbounce.render.terminal.TerminalText;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of the interfaces of a live capture, to which interfaces may be added while it runs. */
final class InterfaceNames {
    private InterfaceNames() {}

    /**
     * Returns the name of an interface, with that of its network namespace if it is another one: {@code web/eth0}; null
     * if another program captures, which does not name it.
     */
    private static @Nullable String of(Origin origin) {
        String name = origin.interfaceName();
        return name == null || origin.namespace() == null ? name : origin.namespace() + "/" + name;
    }

    /** Returns the interfaces so far with their link types, for a message. */
    static String message(LiveSource opened) {
        List<String> names = new ArrayList<>();
        for (Origin each : opened.interfaces()) {
            String name = of(each);
            names.add((name == null ? "standard input" : name) + " (" + LinkTypes.name(each.linkType()) + ")");
        }
        return String.join(", ", names);
    }

    /** Returns the interfaces so far without their link types. */
    static String brief(LiveSource opened) {
        List<String> names = new ArrayList<>();
        for (Origin each : opened.interfaces()) {
            String name = of(each);
            names.add(name == null ? "standard input" : name);
        }
        return String.join(", ", names);
    }

    /** Returns the interfaces as they are described in files: with escaped names, which readers may print. */
    static List<Origin> described(LiveSource opened) {
        return new AbstractList<>() {
            @Override
            public Origin get(int index) {
                return described(opened.interfaces().get(index));
            }

            @Override
            public int size() {
                return opened.interfaces().size();
            }
        };
    }

    private static Origin described(Origin origin) {
        String name = of(origin);
        return new Origin(
                origin.id(),
                origin.file(),
                name == null ? null : TerminalText.escape(name),
                origin.linkType(),
                origin.snapLength(),
                origin.precision());
    }
}
