// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The capture files of one run, each opened and recognized, or refused with the reason. A folder stands for the
 * captures in it, sorted by name, without subfolders.
 */
public final class Inputs implements Closeable {
    private final List<Input> readable = new ArrayList<>();
    /** Clock skews of {@link #readable}, by index. */
    private final List<Long> skewsNs = new ArrayList<>();

    private final Map<String, Long> skewsByName;
    private final List<UnreadableException> unreadable = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Workspace workspace = new Workspace();
    private @Nullable ReadableByteChannel standardInput;

    private Inputs(@Nullable ReadableByteChannel standardInput, Map<String, Long> skewsNs) {
        this.standardInput = standardInput;
        this.skewsByName = Map.copyOf(skewsNs);
    }

    /** Opens files, folders, and the standard input of this process, named {@code -}. */
    public static Inputs open(List<String> names) {
        return open(names, new FileInputStream(FileDescriptor.in).getChannel());
    }

    /** Opens files, folders, and {@code standardInput}, named {@code -}, which is closed with the result. */
    public static Inputs open(List<String> names, ReadableByteChannel standardInput) {
        return open(names, standardInput, Map.of());
    }

    /**
     * Opens files, folders, and {@code standardInput} from machines whose clocks differ.
     *
     * @param skewsNs nanoseconds to add to the times of a file or of those in a folder, by name in {@code names}
     */
    public static Inputs open(List<String> names, ReadableByteChannel standardInput, Map<String, Long> skewsNs) {
        Inputs inputs = new Inputs(standardInput, skewsNs);
        List<Named> named = new ArrayList<>();
        int files = 0;
        for (String name : names) {
            Named expanded = inputs.expand(name);
            named.add(expanded);
            files += expanded.files().size();
        }
        for (Named each : named) {
            inputs.open(each, files > 1);
        }
        return inputs;
    }

    /**
     * Opens captures of any file system, none of them a folder.
     *
     * @param skewsNs nanoseconds to add to the times of a capture, by its name
     */
    public static Inputs open(List<NamedContent> contents, Map<String, Long> skewsNs) {
        Inputs inputs = new Inputs(null, skewsNs);
        for (NamedContent content : contents) {
            inputs.open(content, contents.size() > 1);
        }
        return inputs;
    }

    /** Readable inputs, in the order of the names. */
    public List<Input> readable() {
        return List.copyOf(readable);
    }

    /** Unreadable inputs, with the reasons. */
    public List<UnreadableException> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Files skipped in a folder, as {@code FILE: REASON}; the name is not escaped. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Returns whether {@link #frames} may be called again. */
    public boolean rereadable() {
        boolean all = true;
        for (Input input : readable) {
            all &= input.rereadable();
        }
        return all;
    }

    /** Returns whether reading all frames again is cheap, see {@link #rereadable}. */
    public boolean isFastToReread() {
        boolean all = true;
        for (Input input : readable) {
            all &= input.isFastToReread();
        }
        return all;
    }

    /** Returns whether the frames of any input are compressed. */
    public boolean isCompressed() {
        boolean any = false;
        for (Input input : readable) {
            any |= input.isCompressed();
        }
        return any;
    }

    /**
     * Returns the frames of all readable inputs, merged by time. For a second pass, see {@link Input#frames}. Of
     * several files, only those whose frames are being merged are open.
     */
    public FrameSource frames() {
        List<FrameSource> sources = new ArrayList<>();
        for (int i = 0; i < readable.size(); i++) {
            Input input = readable.get(i);
            long skewNs = skewsNs.get(i);
            sources.add(
                    input.isForLater() ? new DeferredSource(input, skewNs) : SkewedSource.of(input.frames(), skewNs));
        }
        return MergedSource.of(sources);
    }

    @Override
    public void close() {
        for (Input input : readable) {
            input.close();
        }
    }

    private Named expand(String name) {
        try {
            Path folder = Path.of(name);
            if (Files.isDirectory(folder)) {
                return new Named(name, true, list(folder));
            }
        } catch (InvalidPathException e) {
            // Opening the name reports the reason.
        } catch (IOException e) {
            unreadable.add(new UnreadableException(name, Faults.reason(e)));
            return new Named(name, false, List.of());
        }
        return new Named(name, false, List.of(name));
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** @param several whether there are several inputs */
    private void open(Named named, boolean several) {
        int foreign = 0;
        for (String file : named.files()) {
            try {
                ReadableByteChannel channel = channel(file);
                readable.add(
                        several ? Input.openForLater(file, channel, workspace) : Input.open(file, channel, workspace));
                skewsNs.add(skewsByName.getOrDefault(named.name(), 0L));
            } catch (UnreadableException e) {
                if (named.folder() && e.isForeign()) {
                    foreign++;
                    warnings.add(file + ": " + e.getMessage() + ", passed over");
                } else {
                    unreadable.add(e);
                }
            }
        }
        if (named.folder() && foreign == named.files().size()) {
            unreadable.add(new UnreadableException(named.name(), "no capture file in it"));
        }
    }

    private void open(NamedContent content, boolean several) {
        try {
            ReadableByteChannel channel = Input.open(content);
            readable.add(
                    several
                            ? Input.openForLater(content.name(), channel, workspace)
                            : Input.open(content.name(), channel, workspace));
            skewsNs.add(skewsByName.getOrDefault(content.name(), 0L));
        } catch (UnreadableException e) {
            unreadable.add(e);
        }
    }

    private ReadableByteChannel channel(String file) throws UnreadableException {
        if (!file.equals(Input.STANDARD_INPUT)) {
            return Input.openFile(file, workspace.files());
        }
        ReadableByteChannel channel = standardInput;
        if (channel == null) {
            throw new UnreadableException(file, "can be read only once");
        }
        standardInput = null;
        return channel;
    }

    /** A name and the files that it stands for. */
    private record Named(String name, boolean folder, List<String> files) {}
}
