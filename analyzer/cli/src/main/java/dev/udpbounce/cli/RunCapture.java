package dev.udpbounce.cli;

import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.PcapSource;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.StoryTeller;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The capture beside a trace, on a thread of its own; or none, where that is not allowed. */
final class RunCapture implements AutoCloseable {
    private static final int SNAP_LENGTH = 2048;
    private static final int BUFFER = 16 << 20;

    private final @Nullable PcapSource source;
    private final Messages messages;
    private @Nullable Thread thread;
    private volatile @Nullable IOException fault;

    private RunCapture(@Nullable PcapSource source, Messages messages) {
        this.source = source;
        this.messages = messages;
    }

    /**
     * Opens all interfaces. Where that is not possible the calls alone remain, and the reason is told.
     *
     * @throws CaptureException if the user's expression is wrong
     */
    static RunCapture open(boolean wanted, @Nullable String expression, Messages messages) throws CaptureException {
        if (!wanted) {
            return new RunCapture(null, messages);
        }
        try {
            List<String> everywhere = List.of(CaptureOptions.ANY);
            return new RunCapture(
                    PcapSource.open(new CaptureOptions(everywhere, SNAP_LENGTH, BUFFER, false, expression)), messages);
        } catch (CaptureException e) {
            if (e.kind() == CaptureException.Kind.EXPRESSION) {
                throw e;
            }
            messages.error("the calls alone are shown, not the packets: " + e.getMessage());
        } catch (LinkageError e) {
            messages.error("the calls alone are shown, not the packets: libpcap is not there");
        }
        return new RunCapture(null, messages);
    }

    boolean seesPackets() {
        return source != null;
    }

    /** Gives packets to the story from now on. */
    void feed(StoryTeller story, Analysis.Settings settings) {
        PcapSource opened = source;
        if (opened == null) {
            return;
        }
        Analysis analysis = new Analysis(story.settings(settings), List.of(story));
        Thread capture = new Thread(
                () -> {
                    try {
                        analysis.run(opened);
                    } catch (IOException e) {
                        fault = e;
                    }
                },
                "capture");
        capture.setDaemon(true);
        capture.start();
        thread = capture;
    }

    /** Waits until everything up to now has been given to the story. */
    void end() throws IOException {
        if (source != null) {
            source.stop();
            if (source.faulty()) {
                messages.error("the capture ended early");
            }
        }
        try {
            if (thread != null) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (fault != null) {
            throw fault;
        }
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }
}
