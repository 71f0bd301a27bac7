// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.text;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Event;
import dev.udpbounce.event.EventSink;
import dev.udpbounce.event.ObservedDelivery;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.Summary;
import dev.udpbounce.render.encoding.Utf8Output;
import dev.udpbounce.render.words.CallWords;
import dev.udpbounce.render.words.DeliveryWords;
import dev.udpbounce.render.words.EventWords;
import dev.udpbounce.render.words.Glyphs;
import dev.udpbounce.render.words.InputLabels;
import dev.udpbounce.render.words.Wording;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a timeline for people: a line for each datagram and each error, and at the end a table of the destinations
 * that had errors. The output stream is not closed.
 *
 * <pre>
 *    #  time (UTC)          after  what
 *       2018-04-17
 *    1  01:39:58.454346            127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043
 *    2  01:39:58.454359     13 µs  ↩ port unreachable (3/3)  bounced #1 (exact)  from the destination
 * </pre>
 */
public final class TextWriter implements EventSink {
    /** The width from which delays have their own column. */
    private static final int WIDE = 100;

    private static final int FRAME_WIDTH = 4;
    /** Calls have timestamps in nanoseconds. */
    private static final int CALL_PRECISION = 9;

    private static final int DELAY_WIDTH = 8;
    private static final String GAP = "  ";

    private final TextOptions options;
    private final Utf8Output out;
    private final TextLine line;
    private final TimeColumn times;
    private final InputLabels labels = new InputLabels();
    private final Wording words = new Wording();
    private final EventWords events;
    private final CallWords calls;
    private final SummaryTables tables;
    private final DeliveryWords deliveries;
    private final boolean wide;
    /** Two cells of the current event. */
    private final StringBuilder frame = new StringBuilder();

    private final StringBuilder delay = new StringBuilder();
    private int frameWidth = FRAME_WIDTH;
    private boolean headed;

    public TextWriter(OutputStream stream, TextOptions options) {
        this.options = options;
        out = new Utf8Output(stream, options.flush());
        line = new TextLine(options.width(), options.color(), options.ascii());
        times = new TimeColumn(options.time(), options.zone());
        wide = options.width() == 0 || options.width() >= WIDE;
        Glyphs glyphs = options.ascii() ? Glyphs.ASCII : Glyphs.UNICODE;
        events = new EventWords(words, glyphs, labels, wide);
        calls = new CallWords(words, glyphs);
        tables = new SummaryTables(options);
        deliveries = new DeliveryWords(words, glyphs);
    }

    @Override
    public boolean wantsFlows() {
        return false;
    }

    @Override
    public boolean wantsOrder() {
        return true;
    }

    @Override
    public void begin(long firstNs) {
        times.begin(firstNs);
    }

    @Override
    public void event(Event event) throws IOException {
        if (event instanceof Event.UdpSend send) {
            if (!options.summaryOnly()) {
                send(send);
            }
        } else if (event instanceof Event.IcmpError error) {
            tables.see(error.bounce());
            if (!options.summaryOnly()) {
                error(error);
            }
        } else if (event instanceof Event.Syscall syscall && !options.summaryOnly()) {
            call(syscall.call());
        } else if (event instanceof Event.Delivery told
                && told.delivery().by() != ObservedDelivery.By.NOBODY
                && !options.summaryOnly()) {
            // That nobody is told stands in the line of the error.
            delivery(told.delivery());
        }
    }

    private void delivery(ObservedDelivery told) throws IOException {
        frame.setLength(0);
        delay.setLength(0);
        columns(told.timeNs(), true, CALL_PRECISION, null);
        words.clear();
        deliveries.delivery(told);
        line.put(words);
        end();
    }

    /** Notes what the tables need of an error that is not written. */
    void see(Event.IcmpError error) {
        tables.see(error.bounce());
    }

    /**
     * Writes a line for the rest of a series.
     *
     * @param first the first error of the series, which was written
     * @param last the last one
     * @param count number of errors that were not written
     */
    void more(Event.IcmpError first, Event.IcmpError last, long count) throws IOException {
        if (options.summaryOnly()) {
            return;
        }
        Bounce.Sighting end = last.bounce().sighting();
        delay.setLength(0);
        columns(end.origin(), end.frame(), last);
        words.clear();
        events.more(first.bounce().sighting(), count);
        line.put(words);
        end();
    }

    private void call(SocketCall call) throws IOException {
        frame.setLength(0);
        delay.setLength(0);
        columns(call.request().entryNs(), true, CALL_PRECISION, null);
        words.clear();
        calls.call(call);
        line.put(words);
        end();
    }

    private void send(Event.UdpSend event) throws IOException {
        Send send = event.send();
        delay.setLength(0);
        columns(send.origin(), send.frame(), event);
        words.clear();
        events.send(event);
        line.put(words);
        end();
    }

    private void error(Event.IcmpError event) throws IOException {
        Bounce bounce = event.bounce();
        delay.setLength(0);
        if (bounce.attribution().cause() != null) {
            events.delay(bounce, delay);
        }
        columns(bounce.sighting().origin(), bounce.sighting().frame(), event);
        words.clear();
        events.error(event);
        line.put(words);
        end();
    }

    private void end() throws IOException {
        out.text(line.end());
        out.endOfEvent();
    }

    /** Begins the line of an event with the left columns, after any lines that precede the event. */
    private void columns(Origin origin, long number, Event event) throws IOException {
        String name = options.severalInputs() ? labels.introduce(origin) : null;
        String input = name == null ? null : labels.of(origin) + " = " + line.shown(name);
        frame.setLength(0);
        events.frame(origin, number, frame);
        columns(event.timeNs(), event.hasTime(), origin.precision(), input);
    }

    private void columns(long timeNs, boolean hasTime, int precision, @Nullable String input) throws IOException {
        frameWidth = Math.max(frameWidth, frame.length());
        CharSequence time = hasTime ? times.next(timeNs, precision) : times.unknown();
        heading();
        String date = hasTime ? times.dateLine(timeNs) : null;
        if (date != null) {
            aside(date);
        }
        if (input != null) {
            aside(input);
        }
        int what = frameWidth + GAP.length() + time.length() + GAP.length();
        line.start(what + (wide ? DELAY_WIDTH + GAP.length() : 0) + GAP.length());
        line.fixed(Style.FAINT, right(frame, frameWidth));
        line.fixed(Style.PLAIN, line.piece().append(time).append(GAP));
        if (wide) {
            line.fixed(Style.DELAY, right(delay, DELAY_WIDTH));
        }
    }

    /** Returns a right-aligned cell, followed by the gap. */
    private StringBuilder right(CharSequence text, int width) {
        StringBuilder cell = line.piece();
        TextLine.append(' ', width - text.length(), cell);
        return cell.append(text).append(GAP);
    }

    private void heading() throws IOException {
        if (!headed) {
            headed = true;
            line.start(0);
            String after = wide ? right("after", DELAY_WIDTH).toString() : "";
            line.fixed(
                    Style.HEADING,
                    right("#", frameWidth)
                            .append(times.heading())
                            .append(GAP)
                            .append(after)
                            .append("what"));
            out.text(line.end());
        }
    }

    /** Writes a line that is not an event, in the column of times. */
    private void aside(String text) throws IOException {
        line.start(0);
        line.fixed(Style.PLAIN, " ".repeat(frameWidth + GAP.length()));
        line.fixed(Style.HEADING, text);
        out.text(line.end());
    }

    @Override
    public void end(Summary summary) throws IOException {
        if (SummaryTables.areThere(summary)) {
            if (headed) {
                out.text("\n");
            }
            tables.write(summary, times, line, out);
        }
        out.flush();
    }
}
