// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.observe;

import dev.udpbounce.kernel.sys.BoundedMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The names of containers, from the files of the runtimes that made them. These are files of root, so what is read before
 * the rights are given up stays known, and a container that comes later has no name without them. Thread-safe.
 *
 * <pre>
 *  var/lib/docker/containers/ID/config.v2.json                          Docker: Name
 *  run/containerd/io.containerd.runtime.v2.task/SPACE/ID/config.json    containerd: annotations
 *  run/containers/storage/overlay-containers/ID/userdata/config.json    CRI-O: annotations
 *  var/lib/containers/storage/overlay-containers/containers.json        Podman, CRI-O: id, names
 * </pre>
 *
 * <p>A container of a Kubernetes pod is called {@code POD/CONTAINER}.
 */
final class ContainerNames {
    private static final String DOCKER = "var/lib/docker/containers";
    private static final String CONTAINERD = "run/containerd/io.containerd.runtime.v2.task";
    private static final String CRI_O = "run/containers/storage/overlay-containers";
    private static final String PODMAN = "var/lib/containers/storage/overlay-containers/containers.json";

    /** Names of pods and containers, by the runtime that writes them. */
    private static final List<String> PODS = List.of("io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name");

    private static final List<String> CONTAINERS =
            List.of("io.kubernetes.cri.container-name", "io.kubernetes.container.name", "nerdctl/name");

    /** CRI-O calls the container that holds the namespaces of a pod so. */
    private static final String HOLDER = "POD";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");
    private static final int MOST_OCTETS = 4 << 20;
    private static final int MOST_FOLDERS = 1 << 12;
    private static final int MOST_NAMES = 1 << 13;
    private static final int LONGEST = 256;
    private static final long UNKNOWN_AGAIN_NS = 5_000_000_000L;

    /** @param readNs when it was read; a name does not change, but one that is not there may come */
    private record Name(String text, long readNs) {}

    private final Path root;
    private final LongSupplier nanoTime;
    private final Map<String, Name> names = new BoundedMap<>(MOST_NAMES);

    /**
     * @param root the root folder, or one like it
     * @param nanoTime a clock like System.nanoTime
     */
    ContainerNames(Path root, LongSupplier nanoTime) {
        this.root = root;
        this.nanoTime = nanoTime;
    }

    /** Reads the names of all containers that there are now, as far as this process has the right. */
    synchronized void readAll() {
        readPodman();
        for (Path folder : folders(root.resolve(DOCKER))) {
            of(folder.getFileName().toString());
        }
        for (Path space : folders(root.resolve(CONTAINERD))) {
            for (Path folder : folders(space)) {
                of(folder.getFileName().toString());
            }
        }
        for (Path folder : folders(root.resolve(CRI_O))) {
            of(folder.getFileName().toString());
        }
    }

    /** Returns the name of a container; empty if it is not known. */
    synchronized String of(String id) {
        long nowNs = nanoTime.getAsLong();
        Name known = names.get(id);
        if (known == null || (known.text.isEmpty() && nowNs - known.readNs >= UNKNOWN_AGAIN_NS)) {
            String text = ID.matcher(id).matches() ? read(id) : "";
            known = new Name(text, nowNs);
            names.put(id, known);
        }
        return known.text;
    }

    private String read(String id) {
        String docker = ofDocker(root.resolve(DOCKER).resolve(id).resolve("config.v2.json"));
        if (!docker.isEmpty()) {
            return docker;
        }
        for (Path space : folders(root.resolve(CONTAINERD))) {
            String name = ofAnnotations(space.resolve(id).resolve("config.json"));
            if (!name.isEmpty()) {
                return name;
            }
        }
        String ofCri = ofAnnotations(root.resolve(CRI_O).resolve(id).resolve("userdata/config.json"));
        if (!ofCri.isEmpty()) {
            return ofCri;
        }
        readPodman();
        Name found = names.get(id);
        return found == null ? "" : found.text;
    }

    private static String ofDocker(Path file) {
        String[] name = {""};
        JsonStrings.find(octets(file), (keys, value) -> {
            if (keys.equals(List.of("Name"))) {
                name[0] = value.startsWith("/") ? value.substring(1) : value;
            }
        });
        return shortened(name[0]);
    }

    private static String ofAnnotations(Path file) {
        Map<String, String> annotations = new HashMap<>();
        JsonStrings.find(octets(file), (keys, value) -> {
            if (keys.size() == 2 && keys.get(0).equals("annotations")) {
                annotations.put(keys.get(1), value);
            }
        });
        String pod = first(annotations, PODS);
        String container = first(annotations, CONTAINERS);
        if (pod.isEmpty() || container.isEmpty() || container.equals(HOLDER)) {
            return shortened(pod.isEmpty() ? container : pod);
        }
        return shortened(pod + "/" + container);
    }

    private static String first(Map<String, String> annotations, List<String> keys) {
        for (String key : keys) {
            String value = annotations.get(key);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    /** An array of containers, each with its id before its names. */
    private void readPodman() {
        long nowNs = nanoTime.getAsLong();
        String[] id = {""};
        JsonStrings.find(octets(root.resolve(PODMAN)), (keys, value) -> {
            if (keys.equals(List.of(JsonStrings.ELEMENT, "id"))) {
                id[0] = value;
            } else if (keys.equals(List.of(JsonStrings.ELEMENT, "names", JsonStrings.ELEMENT))
                    && ID.matcher(id[0]).matches()) {
                names.put(id[0], new Name(shortened(value), nowNs));
                id[0] = "";
            }
        });
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST));
    }

    /** Returns the folders in a folder, at most so many; none if it is not there, or must not be read. */
    private static List<Path> folders(Path parent) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(parent, each -> Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))) {
            for (Path each : all) {
                if (found.size() == MOST_FOLDERS) {
                    break;
                }
                found.add(each);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found;
        }
        return found;
    }

    /** Returns a regular file; nothing if it is another one, is too long, is not there, or must not be read. */
    private static byte[] octets(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (InputStream stream = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] octets = stream.readNBytes(MOST_OCTETS + 1);
            return octets.length > MOST_OCTETS ? new byte[0] : octets;
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
