// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Answers scrapes at {@code /metrics} over HTTP/1.1 (RFC 9112), one request per connection. Anyone who reaches the port
 * can connect, so connections are few and short: a new connection closes the oldest, and none lasts longer than some
 * seconds, whatever its client does.
 */
public final class MetricsServer implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 16;
    private static final int BACKLOG = 64;
    private static final long LONGEST_NS = 5_000_000_000L;
    private static final int LOOK_MS = 500;
    private static final long PAUSE_NS = 100_000_000;

    /** A connection and its start time by System.nanoTime. */
    private record Open(Socket socket, long sinceNs) {}

    private final ServerSocket listening;
    private final Exposition exposition;
    private final Deque<Open> connections = new ArrayDeque<>();

    private MetricsServer(ServerSocket listening, Exposition exposition) {
        this.listening = listening;
        this.exposition = exposition;
    }

    /**
     * Starts a server that listens until {@link #close}.
     *
     * @param port the port, 0 for any
     * @throws IOException if the port is taken, or if the address does not belong to this machine
     */
    public static MetricsServer start(Metrics metrics, InetAddress address, int port) throws IOException {
        ServerSocket listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(address, port), BACKLOG);
            listening.setSoTimeout(LOOK_MS);
        } catch (IOException e) {
            listening.close();
            throw e;
        }
        MetricsServer server = new MetricsServer(listening, new Exposition(metrics.registry()));
        daemon("metrics", server::accept);
        return server;
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                admit(new Open(socket, System.nanoTime()));
            } catch (SocketTimeoutException e) {
                endLongest(System.nanoTime());
            } catch (IOException e) {
                // Possibly out of descriptors; open connections release theirs soon.
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    private void admit(Open connection) {
        endLongest(connection.sinceNs);
        synchronized (connections) {
            if (connections.size() == MOST_CONNECTIONS) {
                end(connections.removeFirst().socket);
            }
            connections.addLast(connection);
        }
        daemon("scrape", () -> answer(connection));
    }

    private void answer(Open connection) {
        try (Socket socket = connection.socket) {
            new Scrape(socket, exposition).answer();
        } catch (IOException e) {
            // The client has gone or was too slow; there is nobody to answer.
            return;
        } finally {
            synchronized (connections) {
                connections.remove(connection);
            }
        }
    }

    private void endLongest(long nowNs) {
        synchronized (connections) {
            while (!connections.isEmpty() && nowNs - connections.getFirst().sinceNs > LONGEST_NS) {
                end(connections.removeFirst().socket);
            }
        }
    }

    /** Makes the thread of the connection return from any blocking call. */
    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is closed nevertheless.
            return;
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            // The port is closed nevertheless.
            return;
        } finally {
            synchronized (connections) {
                connections.forEach(each -> end(each.socket));
                connections.clear();
            }
        }
    }
}
