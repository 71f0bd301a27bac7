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
    /** Two cells of the event that is being written. */
    private final StringBuilder frame = new StringBuilder();

    private final StringBuilder delay = new StringBuilder();
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
        frame.setLength(0);
        delay.setLength(0);
        columns(call.entryNs(), CALL_PRECISION, null);
        calls.call(call);
        end();
    }

    private void send(Event.UdpSend event) throws IOException {
        Send send = event.send();
        delay.setLength(0);
        columns(send.origin(), send.frame(), send.timeNs());
        words.send(event);
        end();
    }

    private void error(Event.IcmpError event) throws IOException {
        Bounce bounce = event.bounce();
        delay.setLength(0);
        if (bounce.cause() != null) {
            words.delay(bounce, delay);
        }
        columns(bounce.origin(), bounce.frame(), bounce.timeNs());
        words.error(event);
        end();
    }

    private void end() throws IOException {
        out.text(line.end());
        out.endOfEvent();
    }

    /** Begins the line of an event with the columns on its left, after what must be said before it. */
    private void columns(Origin origin, long number, long timeNs) throws IOException {
        String name = options.severalInputs() ? labels.introduce(origin) : null;
        String input = name == null ? null : labels.of(origin) + " = " + glyphs.shown(name);
        frame.setLength(0);
        words.frame(origin, number, frame);
        columns(timeNs, origin.precision(), input);
    }

    private void columns(long timeNs, int precision, @Nullable String input) throws IOException {
        frameWidth = Math.max(frameWidth, frame.length());
        CharSequence time = times.next(timeNs, precision);
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
        line.fixed(Style.FAINT, right(frame, frameWidth));
        line.fixed(Style.PLAIN, line.piece().append(time).append(GAP));
        if (wide) {
            line.fixed(Style.DELAY, right(delay, DELAY_WIDTH));
        }
    }

    /** A cell of a column that is aligned to the right, with the gap behind it. */
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

    /** A line that is no event, under the times. */
    private void aside(String text) throws IOException {
        line.start(0);
        line.fixed(Style.PLAIN, " ".repeat(frameWidth + GAP.length()));
        line.fixed(Style.HEADING, text);
        out.text(line.end());
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
