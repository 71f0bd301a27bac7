// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request on a connection, and the response. */
final class Scrape {
    private static final int TIMEOUT_MS = 2_000;
    private static final int MOST_HEAD = 16 * 1024;
    private static final int MOST_REST = 64 * 1024;
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Socket socket;
    private final Exposition exposition;

    Scrape(Socket socket, Exposition exposition) {
        this.socket = socket;
        this.exposition = exposition;
    }

    /** Reads the request and answers it. */
    void answer() throws IOException {
        socket.setSoTimeout(TIMEOUT_MS);
        InputStream in = socket.getInputStream();
        String head = head(in);
        if (head == null) {
            return;
        }
        String[] lines = head.split("\r?\n");
        String[] request = lines[0].split(" ", -1);
        if (request.length != 3 || !request[2].startsWith("HTTP/1.")) {
            send("400 Bad Request", "", text("no request of HTTP/1.1\n"), true);
        } else if (!request[0].equals("GET") && !request[0].equals("HEAD")) {
            send("405 Method Not Allowed", "Allow: GET, HEAD\r\n", text("GET and HEAD are answered\n"), true);
        } else {
            boolean body = request[0].equals("GET");
            switch (path(request[1])) {
                case "/metrics" ->
                    send("200 OK", "", exposition.of(field(lines, "accept"), field(lines, "accept-encoding")), body);
                case "/" -> send("200 OK", "", text("The metrics are at /metrics\n"), body);
                default -> send("404 Not Found", "", text("The metrics are at /metrics\n"), body);
            }
        }
        finish(in);
    }

    /** Reads the head of the request; returns null if the connection ends before the empty line. */
    private static @Nullable String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(512);
        byte[] octets = new byte[1024];
        while (head.length() < MOST_HEAD) {
            int count = in.read(octets);
            if (count < 0) {
                return null;
            }
            int from = Math.max(0, head.length() - 3);
            head.append(new String(octets, 0, count, StandardCharsets.ISO_8859_1));
            int end = Math.max(head.indexOf("\r\n\r\n", from), head.indexOf("\n\n", from));
            if (end >= 0) {
                return head.substring(0, end);
            }
        }
        return "";
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** Returns the values of a field, joined by commas; empty if there is none. */
    private static String field(String[] lines, String name) {
        StringBuilder values = new StringBuilder();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0
                    && lines[i].substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                values.append(values.isEmpty() ? "" : ",")
                        .append(lines[i].substring(colon + 1).strip());
            }
        }
        return values.toString();
    }

    private static Exposition.Page text(String text) {
        return new Exposition.Page(TEXT, false, text.getBytes(StandardCharsets.US_ASCII));
    }

    private void send(String status, String fields, Exposition.Page page, boolean body) throws IOException {
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: " + page.contentType() + "\r\n"
                + (page.gzip() ? "Content-Encoding: gzip\r\n" : "") + "Vary: Accept, Accept-Encoding\r\n" + fields
                + "Content-Length: " + page.octets().length + "\r\nConnection: close\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        if (body) {
            out.write(page.octets());
        }
        out.flush();
    }

    /** Ends the connection in an order in which the response arrives, even if the client sent more than was read. */
    private void finish(InputStream in) throws IOException {
        socket.shutdownOutput();
        byte[] rest = new byte[4096];
        int read = 0;
        for (int count = 0; count >= 0 && read < MOST_REST; count = in.read(rest)) {
            read += count;
        }
    }
}
