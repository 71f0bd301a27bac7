package dev.udpbounce.metrics;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import java.io.IOException;
import java.net.InetAddress;

/** Answers scrapes over HTTP, under {@code /metrics}. */
public final class MetricsServer implements AutoCloseable {
    private final HTTPServer server;

    private MetricsServer(HTTPServer server) {
        this.server = server;
    }

    /**
     * Listens until {@link #close}.
     *
     * @param port 0 for any
     * @throws IOException if the port is taken, or the address is not this machine's
     */
    public static MetricsServer start(Metrics metrics, InetAddress address, int port) throws IOException {
        return new MetricsServer(HTTPServer.builder()
                .inetAddress(address)
                .port(port)
                .registry(metrics.registry())
                .buildAndStart());
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
