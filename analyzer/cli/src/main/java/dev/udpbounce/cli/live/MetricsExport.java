// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.live;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.cli.environment.Diagnostics;
import dev.udpbounce.cli.environment.OutputFaults;
import dev.udpbounce.correlate.Counts;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.metrics.Metrics;
import dev.udpbounce.metrics.MetricsFile;
import dev.udpbounce.metrics.MetricsServer;
import dev.udpbounce.pipeline.Analysis;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Exports the counters of a live capture over HTTP and to files. */
final class MetricsExport implements AutoCloseable {
    private static final long UPDATE_NS = 250_000_000;
    private static final long WRITE_NS = 5_000_000_000L;

    /** A file and its name in messages. */
    private record Target(String name, MetricsFile file) {}

    private final Diagnostics diagnostics;
    private final Metrics metrics = new Metrics();
    private final List<MetricsServer> servers = new ArrayList<>();
    private final List<Target> files = new ArrayList<>();
    private final Set<String> failing = new HashSet<>();
    private boolean failed;
    private long updatedNs;
    private long writtenNs;

    MetricsExport(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Opens all targets; reports the first that cannot be opened and returns false. */
    boolean open(List<MetricsTarget> targets) {
        for (MetricsTarget target : targets) {
            try {
                open(target);
            } catch (IOException e) {
                diagnostics.error(target.text(), OutputFaults.reason(e));
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
        diagnostics.line("metrics at http://" + target.host() + ":" + server.port() + "/metrics");
    }

    /** Returns the sink that counts the events. */
    EventSink sink() {
        return metrics;
    }

    /** Must be called often; updates the counts four times a second and writes the files every five seconds. */
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

    /** Writes the final counts to the files; returns false if any write has failed. */
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

    /** Writes the files. A failure is reported once, until the file can be written again. */
    private void write() {
        for (Target target : files) {
            try {
                target.file().write();
                failing.remove(target.name());
            } catch (IOException e) {
                failed = true;
                if (failing.add(target.name())) {
                    diagnostics.error(target.name(), OutputFaults.reason(e));
                }
            }
        }
    }

    @Override
    public void close() {
        servers.forEach(MetricsServer::close);
    }
}
