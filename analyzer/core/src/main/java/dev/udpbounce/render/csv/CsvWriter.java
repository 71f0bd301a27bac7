// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.csv;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Flush;
import dev.udpbounce.render.encoding.Utf8Output;
import dev.udpbounce.render.fields.EventFields;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the datagrams, errors, calls and deliveries of a timeline as CSV (RFC 4180, lines ending in LF): a header, then a row for
 * each, with the names of the JSON timeline. Items of a list share a cell, separated by spaces. The output stream is
 * not closed.
 */
public final class CsvWriter implements EventSink {
    private final Utf8Output out;
    private final CsvSink row = new CsvSink();
    private final EventFields fields = new EventFields(row);
    private boolean headed;

    public CsvWriter(OutputStream stream, Flush flush) {
        out = new Utf8Output(stream, flush);
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public void begin(long firstNs) throws IOException {
        fields.begin(firstNs);
        header();
    }

    @Override
    public void event(Event event) throws IOException {
        header();
        if (event instanceof Event.UdpSend
                || event instanceof Event.IcmpError
                || event instanceof Event.Syscall
                || event instanceof Event.Delivery) {
            fields.event(event);
            row.write(out);
        }
        out.endOfEvent();
    }

    @Override
    public void end(Summary summary) throws IOException {
        header();
        out.flush();
    }

    private void header() throws IOException {
        if (!headed) {
            headed = true;
            out.text(String.join(",", CsvColumns.NAMES) + "\n");
        }
    }
}
