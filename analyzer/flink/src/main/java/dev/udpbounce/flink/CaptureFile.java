// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** A capture to read. Flink sends it to the machine that reads it, which is why its fields are public. */
public final class CaptureFile {
    /** Index among the captures of the run, in the order of their names. */
    public int index;
    /** URI. */
    public String path = "";
    /** Name in events. */
    public String name = "";
    /** Octets. */
    public long length;
    /** Nanoseconds to add to its times. */
    public long skewNs;
    /** Number of the subtask that reads it. */
    public int reader;

    /** Finds the captures of the options and divides them among readers, by size. */
    static List<CaptureFile> find(JobOptions options, int readers) throws IOException {
        List<CaptureFile> found = new ArrayList<>();
        for (String input : options.inputs()) {
            for (FileStatus status : Globs.expand(new Path(input))) {
                CaptureFile file = new CaptureFile();
                file.path = status.getPath().toString();
                file.name = name(status.getPath());
                file.length = status.getLen();
                found.add(file);
            }
        }
        found.sort(Comparator.comparing(file -> file.name));
        for (int i = 0; i < found.size(); i++) {
            found.get(i).index = i;
            found.get(i).skewNs = skew(found.get(i).name, options.skewsNs());
        }
        assign(found, readers);
        return found;
    }

    /** The path of a local file, and the URI of any other. */
    private static String name(Path path) {
        return FileSystem.getLocalFileSystem()
                        .getUri()
                        .getScheme()
                        .equals(path.toUri().getScheme())
                ? path.getPath()
                : path.toString();
    }

    private static long skew(String name, Map<String, Long> skewsNs) {
        long skewNs = 0;
        int matches = 0;
        for (Map.Entry<String, Long> each : skewsNs.entrySet()) {
            if (name.contains(each.getKey())) {
                skewNs = each.getValue();
                matches++;
            }
        }
        if (matches > 1) {
            throw new IllegalArgumentException("--skew has several values for " + name);
        }
        return skewNs;
    }

    /** The largest first, each to the reader that has the least so far. */
    private static void assign(List<CaptureFile> files, int readers) {
        List<CaptureFile> bySize = new ArrayList<>(files);
        bySize.sort(Comparator.comparingLong((CaptureFile file) -> file.length).reversed());
        long[] loads = new long[readers];
        for (CaptureFile file : bySize) {
            int least = 0;
            for (int i = 1; i < readers; i++) {
                least = loads[i] < loads[least] ? i : least;
            }
            file.reader = least;
            // An opened file costs something, even an empty one.
            loads[least] += file.length + (1 << 16);
        }
    }
}
