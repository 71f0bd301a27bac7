// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;

/** Opens captures to be read once, all of which must be readable. */
public final class CaptureFiles {
    private CaptureFiles() {}

    /**
     * Opens files, folders and standard input, with their frames merged by time. To skip unreadable ones, or to read
     * twice, use {@link Inputs}.
     *
     * @throws UnreadableException for the first name that cannot be read
     */
    public static FrameSource open(List<String> names) throws UnreadableException {
        Inputs inputs = Inputs.open(names);
        if (!inputs.unreadable().isEmpty()) {
            inputs.close();
            throw inputs.unreadable().get(0);
        }
        return new Owned(inputs, inputs.frames());
    }

    /** Opens one file. */
    public static FrameSource open(String name) throws UnreadableException {
        return open(List.of(name));
    }

    /** A source that closes its files along with the frames. */
    private record Owned(Inputs inputs, FrameSource frames) implements FrameSource {
        @Override
        public boolean next(Frame frame) {
            return frames.next(frame);
        }

        @Override
        public List<CaptureReport> reports() {
            return frames.reports();
        }

        @Override
        public void close() {
            frames.close();
            inputs.close();
        }
    }
}
