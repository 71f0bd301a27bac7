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
        if (path.getParent() == null) {
            addFiles(system, path, files);
        }
        for (FileStatus each : matches(system, path)) {
            if (each.isDir()) {
                addFiles(system, each.getPath(), files);
            } else {
                files.add(each);
            }
        }
        if (files.isEmpty()) {
            throw new FileNotFoundException("no file: " + path);
        }
        return files;
    }

    private static void addFiles(FileSystem system, Path folder, List<FileStatus> files) throws IOException {
        for (FileStatus within : list(system, folder)) {
            if (!within.isDir()) {
                files.add(within);
            }
        }
    }

    /** Returns what matches a path; nothing for a root, of which an object store has no status. */
    private static List<FileStatus> matches(FileSystem system, Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            return List.of();
        }
        if (!isPattern(path.getPath())) {
            return List.of(system.getFileStatus(path));
        }
        Pattern name = pattern(path.getName());
        List<FileStatus> matches = new ArrayList<>();
        for (Path folder : folders(system, parent)) {
            for (FileStatus each : list(system, folder)) {
                if (name.matcher(each.getPath().getName()).matches()) {
                    matches.add(each);
                }
            }
        }
        return matches;
    }

    private static List<Path> folders(FileSystem system, Path path) throws IOException {
        if (path.getParent() == null) {
            return List.of(path);
        }
        List<Path> folders = new ArrayList<>();
        for (FileStatus each : matches(system, path)) {
            if (each.isDir()) {
                folders.add(each.getPath());
            }
        }
        return folders;
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
