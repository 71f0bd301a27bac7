// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Names with {@code *} and {@code ?} in any file system. Neither matches a slash. A folder stands for its files. */
final class Globs {
    private Globs() {}

    /** Returns the files that a path stands for. Throws a {@link FileNotFoundException} if there is none. */
    static List<FileStatus> expand(Path path) throws IOException {
        FileSystem system = path.getFileSystem();
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus each : matches(system, path)) {
            if (!each.isDir()) {
                files.add(each);
                continue;
            }
            for (FileStatus within : list(system, each.getPath())) {
                if (!within.isDir()) {
                    files.add(within);
                }
            }
        }
        if (files.isEmpty()) {
            throw new FileNotFoundException("no file: " + path);
        }
        return files;
    }

    private static List<FileStatus> matches(FileSystem system, Path path) throws IOException {
        if (!isPattern(path.getPath())) {
            return List.of(system.getFileStatus(path));
        }
        Path parent = path.getParent();
        if (parent == null) {
            throw new FileNotFoundException("no folder: " + path);
        }
        Pattern name = pattern(path.getName());
        List<FileStatus> matches = new ArrayList<>();
        for (FileStatus folder : matches(system, parent)) {
            if (folder.isDir()) {
                for (FileStatus each : list(system, folder.getPath())) {
                    if (name.matcher(each.getPath().getName()).matches()) {
                        matches.add(each);
                    }
                }
            }
        }
        return matches;
    }

    private static FileStatus[] list(FileSystem system, Path folder) throws IOException {
        FileStatus[] listed = system.listStatus(folder);
        return listed == null ? new FileStatus[0] : listed;
    }

    private static boolean isPattern(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }

    private static Pattern pattern(String name) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char each = name.charAt(i);
            regex.append(each == '*' ? ".*" : each == '?' ? "." : Pattern.quote(String.valueOf(each)));
        }
        return Pattern.compile(regex.toString());
    }
}
