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
 * The capture files of one run, each of them opened and recognised, or refused with the reason. A folder stands for
 * the captures in it, by name, without those of its sub-folders.
 */
public final class Inputs implements Closeable {
    private static final int ALL_WINDOWS = 1 << 24;
    private static final int LEAST_WINDOW = 1 << 16;

    private final List<Input> readable = new ArrayList<>();
    /** Of each of these. */
    private final List<Long> skewsNs = new ArrayList<>();

    private final Map<String, Long> skewsByName;
    private final List<UnreadableException> unreadable = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Origins.Ids originIds = new Origins.Ids();
    private @Nullable ReadableByteChannel standardInput;

    private Inputs(ReadableByteChannel standardInput, Map<String, Long> skewsNs) {
        this.standardInput = standardInput;
        this.skewsByName = Map.copyOf(skewsNs);
    }

    /** Opens files, folders, and the standard input of this process under the name of {@code -}. */
    public static Inputs open(List<String> names) {
        return open(names, new FileInputStream(FileDescriptor.in).getChannel());
    }

    /** Opens files, folders, and {@code standardInput} under the name of {@code -}, which closes it. */
    public static Inputs open(List<String> names, ReadableByteChannel standardInput) {
        return open(names, standardInput, Map.of());
    }

    /**
     * The same, of machines whose clocks differ.
     *
     * @param skewsNs nanoseconds to add to the times of a file or of those in a folder, by its name among {@code names}
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
        int windowSize = Math.max(LEAST_WINDOW, Math.min(Window.SIZE, ALL_WINDOWS / Math.max(1, files)));
        for (Named each : named) {
            inputs.open(each, windowSize);
        }
        return inputs;
    }

    /** What can be read, in the order of the names. */
    public List<Input> readable() {
        return List.copyOf(readable);
    }

    /** What cannot, and why. */
    public List<UnreadableException> unreadable() {
        return List.copyOf(unreadable);
    }

    /** Files that were passed over in a folder, {@code FILE: REASON} each; the name is not escaped. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Whether {@link #frames} may be called again. */
    public boolean rereadable() {
        boolean all = true;
        for (Input input : readable) {
            all &= input.rereadable();
        }
        return all;
    }

    /** The frames of all readable inputs, merged by time; a second pass is as {@link Input#frames} says. */
    public FrameSource frames() {
        List<FrameSource> sources = new ArrayList<>();
        for (int i = 0; i < readable.size(); i++) {
            sources.add(SkewedSource.of(readable.get(i).frames(), skewsNs.get(i)));
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
            // Opening it will tell.
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

    private void open(Named named, int windowSize) {
        int foreign = 0;
        for (String file : named.files()) {
            try {
                readable.add(Input.open(file, channel(file), windowSize, originIds));
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

    private ReadableByteChannel channel(String file) throws UnreadableException {
        if (!file.equals(Input.STANDARD_INPUT)) {
            return Input.openFile(file);
        }
        ReadableByteChannel channel = standardInput;
        if (channel == null) {
            throw new UnreadableException(file, "can be read only once");
        }
        standardInput = null;
        return channel;
    }

    /** What a name stands for. */
    private record Named(String name, boolean folder, List<String> files) {}
}
