// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.event.Container;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes a container by the control groups of its processes, which the container runtimes name after it. */
public final class Containers {
    /** {@code docker-ID.scope}, {@code cri-containerd-ID.scope}, {@code kubepods-…:cri-containerd:ID}, or the id alone. */
    private static final Pattern OF_ID = Pattern.compile("(?:.*?:)?(?:([a-z][a-z-]*)[-:])?([0-9a-f]{64})(?:\\.scope)?");

    /** {@code lxc.payload.NAME}. */
    private static final Pattern OF_LXC = Pattern.compile("lxc\\.payload\\.(.+)");

    private final ContainerNames names;

    private Containers(ContainerNames names) {
        this.names = names;
    }

    /** Returns those of this machine, after reading the names of all that there are now. */
    public static Containers ofMachine() {
        return in(Path.of("/"));
    }

    /** @param root the root folder, or one like it */
    static Containers in(Path root) {
        ContainerNames names = new ContainerNames(root, System::nanoTime);
        names.readAll();
        return new Containers(names);
    }

    /** Returns the innermost container as {@link #of}, with its name if that is known. */
    public @Nullable Container named(String groups) {
        Container container = of(groups);
        return container == null ? null : new Container(container.id(), container.runtime(), names.of(container.id()));
    }

    /**
     * Returns the innermost container.
     *
     * @param groups lines of cgroups(7): {@code 0::/system.slice/docker-ID.scope}
     * @return null if there is none
     */
    static @Nullable Container of(String groups) {
        for (String line : groups.split("\n", -1)) {
            int path = line.indexOf('/');
            if (path >= 0) {
                Container found = ofPath(line.substring(path));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Container ofPath(String path) {
        String[] folders = path.split("/", -1);
        for (int i = folders.length - 1; i > 0; i--) {
            Matcher id = OF_ID.matcher(folders[i]);
            if (id.matches()) {
                String prefix = id.group(1) == null ? folders[i - 1] : id.group(1);
                return new Container(id.group(2), runtime(prefix));
            }
            Matcher lxc = OF_LXC.matcher(folders[i]);
            if (lxc.matches()) {
                return new Container(lxc.group(1), "lxc");
            }
        }
        return null;
    }

    /** Returns the name of a runtime; empty if it is not known. */
    private static String runtime(String prefix) {
        return switch (prefix) {
            case "docker" -> "docker";
            case "libpod" -> "podman";
            case "cri-containerd" -> "containerd";
            case "crio" -> "cri-o";
            default -> "";
        };
    }
}
