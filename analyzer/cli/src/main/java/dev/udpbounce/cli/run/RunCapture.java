// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.run;

import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.kernel.network.NamespaceException;
import dev.udpbounce.kernel.network.NamespaceTable;
import dev.udpbounce.kernel.network.NetworkNamespace;
import dev.udpbounce.live.CaptureException;
import dev.udpbounce.live.CaptureOptions;
import dev.udpbounce.live.LiveSource;
import dev.udpbounce.pipeline.Analysis;
import dev.udpbounce.socket.CallMerger;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The capture beside a trace, on its own thread; captures nothing if that is not permitted. */
public final class RunCapture implements AutoCloseable {
    private static final int SNAP_LENGTH = 2048;
    private static final int BUFFER = 16 << 20;
    /** Each has a buffer. */
    private static final int MOST_NAMESPACES = 32;

    private final @Nullable LiveSource source;
    private final boolean filtering;
    private final Diagnostics diagnostics;
    private int namespaces;
    private volatile @Nullable PacedSource paced;
    private @Nullable Thread thread;
    private volatile @Nullable IOException fault;
    private volatile @Nullable Throwable failure;

    private RunCapture(@Nullable LiveSource source, boolean filtering, Diagnostics diagnostics) {
        this.source = source;
        this.filtering = filtering;
        this.diagnostics = diagnostics;
    }

    /**
     * Opens all interfaces. If that is not possible, the reason is reported and only the calls are shown.
     *
     * @throws CaptureException if the user's expression is wrong
     */
    public static RunCapture open(boolean wanted, @Nullable String expression, Diagnostics diagnostics)
            throws CaptureException {
        if (!wanted) {
            return new RunCapture(null, false, diagnostics);
        }
        try {
            List<String> everywhere = List.of(CaptureOptions.ANY);
            return new RunCapture(
                    LiveSource.open(new CaptureOptions(everywhere, SNAP_LENGTH, BUFFER, false, expression)),
                    expression != null,
                    diagnostics);
        } catch (CaptureException e) {
            if (e.kind() == CaptureException.Kind.EXPRESSION) {
                throw e;
            }
            diagnostics.error("the calls alone are shown, not the packets: " + e.getMessage());
        }
        return new RunCapture(null, false, diagnostics);
    }

    /**
     * Captures in another network namespace too, at once.
     *
     * @param namespace closed here
     * @return its name in the events; null if it cannot be captured, which is reported
     */
    @Nullable
    String add(NetworkNamespace namespace) {
        LiveSource opened = source;
        try (namespace) {
            if (opened == null) {
                return null;
            }
            if (namespaces == MOST_NAMESPACES) {
                diagnostics.error("not captured: the packets of more than " + MOST_NAMESPACES + " network namespaces");
                return null;
            }
            String name = new NamespaceTable().nameOf(namespace);
            NetworkNamespace named = name == null ? namespace : namespace.named(name);
            opened.add(named, MOST_NAMESPACES);
            namespaces++;
            return named.name();
        } catch (CaptureException | NamespaceException e) {
            diagnostics.error("not captured: " + e.getMessage());
            return null;
        }
    }

    public boolean seesPackets() {
        return source != null;
    }

    /** Returns which packets are captured. */
    public CallMerger.Packets packets() {
        if (source == null) {
            return CallMerger.Packets.NONE;
        }
        return filtering ? CallMerger.Packets.FILTERED : CallMerger.Packets.ALL;
    }

    /** Starts to pass packets to the story. */
    public void feed(CallMerger story, Analysis.Settings settings) {
        feed(story, settings, List.of());
    }

    /**
     * Starts to pass packets to the story.
     *
     * @param warnings reported at the end of the timeline
     */
    void feed(CallMerger story, Analysis.Settings settings, Collection<String> warnings) {
        LiveSource opened = source;
        if (opened == null) {
            return;
        }
        Analysis analysis = new Analysis(settings, List.of(story));
        PacedSource frames = new PacedSource(opened, analysis::passed, warnings);
        paced = frames;
        Thread capture = new Thread(
                () -> {
                    try {
                        analysis.run(frames);
                    } catch (IOException e) {
                        fault = e;
                    } catch (RuntimeException | Error e) {
                        failure = e;
                    } finally {
                        frames.ended();
                    }
                },
                "capture");
        capture.setDaemon(true);
        capture.start();
        thread = capture;
    }

    /** Returns a time before which no packet is outstanding, in nanoseconds since the Unix epoch. For any thread. */
    long handedOnNs() {
        PacedSource frames = paced;
        return frames == null ? Long.MAX_VALUE : frames.handedOnNs();
    }

    /** Ends the capture, and waits until all packets so far have been passed to the story. */
    public void end() throws IOException {
        if (source != null) {
            source.stop();
            if (source.faulty()) {
                diagnostics.error("the capture ended early");
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

    /**
     * Returns the exception that ended the analysis of the packets, such as out of memory; otherwise null. After {@link
     * #end}.
     */
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        if (source != null) {
            source.close();
        }
    }
}
