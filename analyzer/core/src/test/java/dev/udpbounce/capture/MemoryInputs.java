package dev.udpbounce.capture;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;

/** Captures that lie in memory, opened as files are, for tests outside of this package. What is refused is left out. */
public final class MemoryInputs implements Closeable {
    private static final int WINDOW = 1 << 12;

    private final List<Input> readable = new ArrayList<>();
    private int refused;

    /** Opens captures, which are named {@code 0}, {@code 1} and so on. */
    public MemoryInputs(List<byte[]> captures) {
        Origins.Ids ids = new Origins.Ids();
        for (int i = 0; i < captures.size(); i++) {
            try {
                var channel = Channels.newChannel(new ByteArrayInputStream(captures.get(i)));
                readable.add(Input.open(Integer.toString(i), channel, WINDOW, ids));
            } catch (UnreadableException e) {
                refused++;
            }
        }
    }

    /** Captures that were not taken for any. */
    public int refused() {
        return refused;
    }

    /** The frames of all that are readable, merged by time; may be called once. */
    public FrameSource frames() {
        return MergedSource.of(readable.stream().map(Input::frames).toList());
    }

    @Override
    public void close() {
        readable.forEach(Input::close);
    }
}
