package dev.udpbounce.cli;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.metrics.Metrics;
import dev.udpbounce.metrics.MetricsFile;
import dev.udpbounce.metrics.MetricsServer;
import dev.udpbounce.timeline.Analysis;
import dev.udpbounce.timeline.EventSink;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The counters of a live capture, where they are wanted: over HTTP, in a file. */
final class LiveMetrics implements AutoCloseable {
    private static final long UPDATE_NS = 250_000_000;
    private static final long WRITE_NS = 5_000_000_000L;

    /** A file and what it is called in messages. */
    private record Target(String name, MetricsFile file) {}

    private final Messages messages;
    private final Metrics metrics = new Metrics();
    private final List<MetricsServer> servers = new ArrayList<>();
    private final List<Target> files = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private boolean failed;
    private long updatedNs;
    private long writtenNs;

    LiveMetrics(Messages messages) {
        this.messages = messages;
    }

    /** Opens everything; what cannot be opened is told, and the answer is false. */
    boolean open(List<MetricsTarget> targets) {
        for (MetricsTarget target : targets) {
            try {
                open(target);
            } catch (IOException e) {
                messages.error(target.text(), Faults.reason(e));
                return false;
            }
        }
        updatedNs = System.nanoTime();
        writtenNs = updatedNs;
        return true;
    }

    private void open(MetricsTarget target) throws IOException {
        if (target.file() != null) {
            MetricsFile file = new MetricsFile(metrics, target.file());
            file.write();
            files.add(new Target(target.text(), file));
            return;
        }
        MetricsServer server = MetricsServer.start(metrics, InetAddress.getByName(target.host()), target.port());
        servers.add(server);
        messages.line("metrics at http://" + target.host() + ":" + server.port() + "/metrics");
    }

    /** Counts what passes. */
    EventSink sink() {
        return metrics;
    }

    /** To be called often; takes over the counts four times a second, and writes the files every five seconds. */
    void tick(Analysis analysis, FrameSource captures) {
        long nowNs = System.nanoTime();
        if (nowNs - updatedNs < UPDATE_NS) {
            return;
        }
        updatedNs = nowNs;
        update(analysis, captures);
        if (nowNs - writtenNs >= WRITE_NS) {
            writtenNs = nowNs;
            write();
        }
    }

    /** Leaves the counts of the end in the files; false if not everything could be written throughout. */
    boolean finish(Analysis analysis, FrameSource captures) {
        update(analysis, captures);
        write();
        return !failed;
    }

    private void update(Analysis analysis, FrameSource captures) {
        Counts counts = analysis.countsSoFar();
        if (counts != null) {
            metrics.update(counts, captures.reports());
        }
    }

    /** A failure is told once, until the file can be written again. */
    private void write() {
        for (Target target : files) {
            try {
                target.file().write();
                failing.remove(target.name());
            } catch (IOException e) {
                failed = true;
                if (failing.add(target.name())) {
                    messages.error(target.name(), Faults.reason(e));
                }
            }
        }
    }

    @Override
    public void close() {
        servers.forEach(MetricsServer::close);
    }
}
