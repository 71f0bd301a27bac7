// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;

/** Captures in memory, opened like files, for tests outside this package. Refused captures are left out. */
public final class MemoryInputs implements Closeable {
    private static final int WINDOW = 1 << 12;

    private final List<Input> readable = new ArrayList<>();
    private int refused;

    /** Opens captures, named {@code 0}, {@code 1} and so on. */
    public MemoryInputs(List<byte[]> captures) {
        Workspace workspace = new Workspace(WINDOW);
        for (int i = 0; i < captures.size(); i++) {
            try {
                var channel = Channels.newChannel(new ByteArrayInputStream(captures.get(i)));
                readable.add(Input.open(Integer.toString(i), channel, workspace));
            } catch (UnreadableException e) {
                refused++;
            }
        }
    }

    /** Number of captures that were refused. */
    public int refused() {
        return refused;
    }

    /** The frames of all readable captures, merged by time. May be called once. */
    public FrameSource frames() {
        return MergedSource.of(readable.stream().map(Input::frames).toList());
    }

    @Override
    public void close() {
        readable.forEach(Input::close);
    }
}
