// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.doctor;

import dev.udpbounce.cli.doctor.Finding.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether Wireshark finds udpbounce among its interfaces: a link to the script {@code udpbounce-extcap} is in a folder
 * where it looks. {@code tshark -G folders} names these:
 *
 * <pre>
 *  Personal configuration:  /home/user/.config/wireshark            4.0: extcap in it
 *  Extcap path:             /usr/lib/x86_64-linux-gnu/wireshark/extcap     4.0
 *  Personal Extcap path:    /home/user/.local/lib/wireshark/extcap         from 4.2 on
 *  Global Extcap path:      /usr/libexec/wireshark/extcap                  from 4.2 on
 * </pre>
 */
final class Wireshark {
    private static final String SUBJECT = "Wireshark";
    private static final String SCRIPT = "udpbounce-extcap";
    private static final long PATIENCE_S = 10;

    private Wireshark() {}

    static Finding finding() {
        List<Path> folders;
        try {
            folders = folders(answer("tshark", "-G", "folders"));
        } catch (IOException e) {
            return Finding.ok(SUBJECT, "there is no tshark, and nothing to set up");
        }
        return finding(folders, Path.of(System.getProperty("java.class.path", "")));
    }

    /**
     * @param folders the folders where Wireshark looks, the user's own one first
     * @param jar the jar of this program
     */
    static Finding finding(List<Path> folders, Path jar) {
        for (Path folder : folders) {
            if (hasScript(folder)) {
                return Finding.ok(SUBJECT, "lists udpbounce as an interface, by " + folder);
            }
        }
        if (folders.isEmpty()) {
            return new Finding(Level.LIMITED, SUBJECT, "tshark -G folders names no folder for extcaps", "");
        }
        Path own = folders.get(0);
        return new Finding(
                Level.LIMITED,
                SUBJECT,
                "does not list udpbounce as an interface",
                "mkdir -p " + own + " && ln -s " + script(jar) + " " + own + "/udpbounce");
    }

    private static boolean hasScript(Path folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isExecutable(entry)
                        && entry.toRealPath().getFileName().toString().equals(SCRIPT)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // such as a personal folder that was never made
        }
    }

    /** Returns the script of an installation (bin beside lib) or of the source tree. */
    private static Path script(Path jar) {
        Path home = jar.toAbsolutePath().resolve("../..").normalize();
        Path installed = home.resolve("bin").resolve(SCRIPT);
        return Files.exists(installed)
                ? installed
                : home.resolve("../../../bin").normalize().resolve(SCRIPT);
    }

    /** Returns the folders for extcaps that an answer of {@code tshark -G folders} names, the user's own one first. */
    static List<Path> folders(String answer) {
        List<Path> folders = new ArrayList<>();
        List<Path> global = new ArrayList<>();
        Path configuration = null;
        for (String line : answer.split("\n", -1)) {
            int colon = line.indexOf(':');
            String path = line.substring(colon + 1).strip();
            switch (line.substring(0, Math.max(colon, 0)).strip()) {
                case "Personal configuration" -> configuration = Path.of(path);
                case "Personal Extcap path" -> folders.add(Path.of(path));
                case "Extcap path", "Global Extcap path" -> global.add(Path.of(path));
                default -> {
                    // Folders of other things.
                }
            }
        }
        if (folders.isEmpty() && configuration != null && !global.isEmpty()) {
            folders.add(configuration.resolve("extcap"));
        }
        folders.addAll(global);
        return folders;
    }

    private static String answer(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
                return "";
            }
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } finally {
            process.destroyForcibly();
        }
    }
}
