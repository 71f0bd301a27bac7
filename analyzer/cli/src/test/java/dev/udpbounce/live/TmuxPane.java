// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A shell in a terminal of its own, which is tmux's; {@link #close} ends all of it. */
final class TmuxPane implements AutoCloseable {
    /** A prompt that no program prints. */
    private static final String PROMPT = "shell-is-ready>";

    private final LiveLab lab;
    private final String server;
    private final Path folder;
    private int questions;

    private TmuxPane(LiveLab lab, String server, Path folder) {
        this.lab = lab;
        this.server = server;
        this.folder = folder;
    }

    /** Starts a shell in the first namespace of a lab, with {@code folder} as its folder. */
    static TmuxPane open(LiveLab lab, Path folder, int width, int height) throws IOException, InterruptedException {
        TmuxPane pane = new TmuxPane(lab, lab.home(), folder);
        pane.tmux(
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                String.valueOf(width),
                "-y",
                String.valueOf(height),
                "-c",
                folder.toString(),
                "env",
                "LC_ALL=C.UTF-8",
                "PS1=" + PROMPT + " ",
                "ip",
                "netns",
                "exec",
                lab.home(),
                "bash",
                "--norc",
                "--noprofile");
        pane.awaitText(PROMPT);
        return pane;
    }

    private String tmux(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("tmux", "-L", server));
        command.addAll(List.of(arguments));
        return lab.run(command.toArray(new String[0]));
    }

    /** Types a line. */
    void enter(String line) throws IOException, InterruptedException {
        type(line);
        press("Enter");
    }

    /** Types text. */
    void type(String text) throws IOException, InterruptedException {
        tmux("send-keys", "-l", text);
    }

    /** Presses keys by their names in tmux. */
    void press(String... keys) throws IOException, InterruptedException {
        for (String key : keys) {
            tmux("send-keys", key);
        }
    }

    void resize(int width, int height) throws IOException, InterruptedException {
        tmux("resize-window", "-x", String.valueOf(width), "-y", String.valueOf(height));
    }

    /** Returns the lines that are to be seen, without blanks at their ends. */
    List<String> lines() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p").lines().map(String::stripTrailing).toList();
    }

    /** Returns the same with attributes. */
    String attributed() throws IOException, InterruptedException {
        return tmux("capture-pane", "-p", "-e");
    }

    /** Returns whether the alternate screen is shown. */
    boolean isAlternate() throws IOException, InterruptedException {
        return tmux("display-message", "-p", "#{alternate_on}").strip().equals("1");
    }

    /** Waits until a line has a match of an expression; returns the lines. */
    List<String> await(String expression) throws IOException, InterruptedException {
        Pattern pattern = Pattern.compile(expression);
        LiveLab.until(
                () -> lines().stream().anyMatch(line -> pattern.matcher(line).find()));
        List<String> lines = lines();
        assertThat(lines).as("lines with %s", expression).anyMatch(line -> pattern.matcher(line)
                .find());
        return lines;
    }

    List<String> awaitText(String text) throws IOException, InterruptedException {
        return await(Pattern.quote(text));
    }

    /** Waits for the alternate screen to be shown, or not to be. */
    void awaitAlternate(boolean wanted) throws IOException, InterruptedException {
        LiveLab.until(() -> isAlternate() == wanted);
        assertThat(isAlternate()).as("%s", lines()).isEqualTo(wanted);
    }

    /** Waits for the prompt of the shell, and returns the settings of the terminal. */
    String settings() throws IOException, InterruptedException {
        await("^" + PROMPT + "$");
        String name = "settings" + ++questions;
        enter("stty -g >" + name + ".part; mv " + name + ".part " + name);
        LiveLab.until(() -> Files.exists(folder.resolve(name)));
        return Files.readString(folder.resolve(name));
    }

    @Override
    public void close() throws IOException {
        try {
            tmux("kill-server");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("tmux may still run");
        }
    }
}
