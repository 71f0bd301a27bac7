package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.EventSink;
import dev.udpbounce.timeline.SocketCall;
import dev.udpbounce.timeline.Summary;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a timeline for people: a line for each datagram and each error, and at the end a table of the destinations
 * that had errors. The stream that it writes to stays open.
 *
 * <pre>
 *    #  time (UTC)          after  what
 *       2018-04-17
 *    1  01:39:58.454346            127.0.0.1:45117 → 127.0.0.1:1060  UDP 3 bytes  id 1043
 *    2  01:39:58.454359     13 µs  ↩ port unreachable (3/3)  bounced #1 (exact)  from the destination
 * </pre>
 */
public final class TextWriter implements EventSink {
    /** From this width on delays have a column of their own. */
    private static final int WIDE = 100;

    private static final int FRAME_WIDTH = 4;
    /** Calls are stamped in nanoseconds. */
    private static final int CALL_PRECISION = 9;

    private static final int DELAY_WIDTH = 8;
    private static final String GAP = "  ";

    private final TextOptions options;
    private final Utf8Output out;
    private final TextLine line;
    private final TimeColumn times;
    private final Glyphs glyphs;
    private final InputLabels labels = new InputLabels();
    private final EventText words;
    private final CallText calls;
    private final DestinationTable destinations;
    private final boolean wide;
    private int frameWidth = FRAME_WIDTH;
    private boolean headed;

    public TextWriter(OutputStream stream, TextOptions options) {
        this.options = options;
        out = new Utf8Output(stream, options.flush());
        line = new TextLine(options.width(), options.colour());
        times = new TimeColumn(options.time(), options.zone());
        wide = options.width() == 0 || options.width() >= WIDE;
        glyphs = options.ascii() ? Glyphs.ASCII : Glyphs.UNICODE;
        words = new EventText(line, glyphs, labels, wide);
        calls = new CallText(line, glyphs);
        destinations = new DestinationTable(line, times, glyphs, options.width());
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
            destinations.see(error.bounce());
            if (!options.summaryOnly()) {
                error(error);
            }
        } else if (event instanceof Event.Syscall syscall && !options.summaryOnly()) {
            call(syscall.call());
        }
    }

    private void call(SocketCall call) throws IOException {
        columns("", call.entryNs(), CALL_PRECISION, null, null);
        calls.call(call);
        out.text(line.end());
        out.endOfEvent();
    }

    private void send(Event.UdpSend event) throws IOException {
        Send send = event.send();
        columns(send.origin(), send.frame(), send.timeNs(), null);
        words.send(event);
        out.text(line.end());
        out.endOfEvent();
    }

    private void error(Event.IcmpError event) throws IOException {
        Bounce bounce = event.bounce();
        String delay = bounce.cause() == null ? null : words.delay(bounce);
        columns(bounce.origin(), bounce.frame(), bounce.timeNs(), delay);
        words.error(event);
        out.text(line.end());
        out.endOfEvent();
    }

    /** Begins the line of an event with the columns on its left, after what must be said before it. */
    private void columns(Origin origin, long number, long timeNs, @Nullable String delay) throws IOException {
        String name = options.severalInputs() ? labels.introduce(origin) : null;
        String input = name == null ? null : labels.of(origin) + " = " + glyphs.shown(name);
        columns(words.frame(origin, number), timeNs, origin.precision(), input, delay);
    }

    private void columns(String frame, long timeNs, int precision, @Nullable String input, @Nullable String delay)
            throws IOException {
        frameWidth = Math.max(frameWidth, frame.length());
        String time = times.next(timeNs, precision);
        heading();
        String date = times.dateLine(timeNs);
        if (date != null) {
            aside(date);
        }
        if (input != null) {
            aside(input);
        }
        int what = frameWidth + GAP.length() + time.length() + GAP.length();
        line.start(what + (wide ? DELAY_WIDTH + GAP.length() : 0) + GAP.length());
        line.fixed(Style.FAINT, right(frame, frameWidth) + GAP);
        line.fixed(Style.PLAIN, time + GAP);
        if (wide) {
            line.fixed(Style.DELAY, right(delay == null ? "" : delay, DELAY_WIDTH) + GAP);
        }
    }

    private void heading() throws IOException {
        if (!headed) {
            headed = true;
            line.start(0);
            String after = wide ? right("after", DELAY_WIDTH) + GAP : "";
            line.fixed(Style.HEADING, right("#", frameWidth) + GAP + times.heading() + GAP + after + "what");
            out.text(line.end());
        }
    }

    /** A line that is no event, under the times. */
    private void aside(String text) throws IOException {
        line.start(0);
        line.fixed(Style.PLAIN, " ".repeat(frameWidth + GAP.length()));
        line.fixed(Style.HEADING, text);
        out.text(line.end());
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    @Override
    public void end(Summary summary) throws IOException {
        if (!summary.destinations().isEmpty()) {
            if (headed) {
                out.text("\n");
            }
            destinations.write(summary, out);
        }
        out.flush();
    }
}
