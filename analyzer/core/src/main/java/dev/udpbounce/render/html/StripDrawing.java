// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.html;

/** Draws a {@link Strip} as a picture without text: datagrams above a line, and errors over them. */
final class StripDrawing {
    static final int WIDTH = 240;
    private static final int HEIGHT = 28;

    private final TimeAxis axis;
    private final int columns;

    StripDrawing(TimeAxis axis) {
        this.axis = axis;
        columns = (int) Math.min(TimeAxis.BINS, axis.spanNs() / axis.binNs() + 1);
    }

    void write(Strip strip, String reason, Markup page) {
        double[] sent = scaled(strip.sent());
        double[] bounced = scaled(strip.bounced());
        double most = 0;
        for (int i = 0; i < WIDTH; i++) {
            most = Math.max(most, Math.max(sent[i], bounced[i]));
        }
        page.raw("<svg class=\"strip\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        path(sent, most, "sent", page);
        path(bounced, most, "r-" + reason, page);
        page.raw("</svg>");
    }

    /**
     * Returns the counts by columns of the picture, of which there are fewer or more than bins in use. A bin that lies in
     * two columns is divided between them; one that is wider than a column is drawn in its first one.
     */
    private double[] scaled(int[] bins) {
        double[] scaled = new double[WIDTH];
        double inUse = Math.max(1, (double) axis.spanNs() / axis.binNs());
        double wide = WIDTH / inUse;
        for (int i = 0; i < columns; i++) {
            int column = (int) Math.min(WIDTH - 1, i * wide);
            double within = wide > 1 ? 1 : Math.min(1, (column + 1 - i * wide) / wide);
            scaled[column] += bins[i] * within;
            if (within < 1) {
                scaled[Math.min(WIDTH - 1, column + 1)] += bins[i] * (1 - within);
            }
        }
        return scaled;
    }

    private static void path(double[] counts, double most, String kind, Markup page) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < WIDTH; i++) {
            if (counts[i] > 0) {
                long height = Math.max(4, Math.round((HEIGHT - 1) * counts[i] / most));
                path.append('M')
                        .append(i)
                        .append(' ')
                        .append(HEIGHT)
                        .append("v-")
                        .append(height)
                        .append("h1v")
                        .append(height);
            }
        }
        if (path.length() > 0) {
            page.raw("<path class=\"" + kind + "\" d=\"" + path + "\"/>");
        }
    }
}
