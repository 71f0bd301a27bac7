package dev.udpbounce.capture;

import java.util.List;

/** Opens captures that are to be read once, and to be read all. */
public final class CaptureFiles {
    private CaptureFiles() {}

    /**
     * The frames of files, folders and standard input, merged by time. To go on without those that cannot be read, or
     * to read them twice, use {@link Inputs}.
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

    /** The frames of one file. */
    public static FrameSource open(String name) throws UnreadableException {
        return open(List.of(name));
    }

    /** Closes the files with their frames. */
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
