package dev.udpbounce.render;

import dev.udpbounce.correlate.Flow;
import dev.udpbounce.decode.IpAddress;
import java.io.IOException;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Writes the cells of a row one after the other. A cell whose value is not known stays empty; items of a list have a
 * space in between.
 */
final class CsvRow {
    private final Utf8Output out;
    private final Rfc3339 clock = new Rfc3339(ZoneOffset.UTC);
    private final CommunityId communityId = new CommunityId();
    private boolean inRow;
    private boolean inList;

    CsvRow(Utf8Output out) {
        this.out = out;
    }

    private void next() throws IOException {
        if (inRow) {
            out.ascii(',');
        }
        inRow = true;
    }

    void end() throws IOException {
        out.ascii('\n');
        inRow = false;
    }

    void empty(int cells) throws IOException {
        for (int i = 0; i < cells; i++) {
            next();
        }
    }

    /** A word of our own. */
    void word(@Nullable String word) throws IOException {
        next();
        if (word != null) {
            out.text(word);
        }
    }

    /** Text from outside. */
    void foreign(@Nullable String text) throws IOException {
        next();
        if (text != null) {
            out.text(CsvText.cell(text));
        }
    }

    void flag(boolean value) throws IOException {
        word(value ? "true" : "false");
    }

    void number(long value) throws IOException {
        next();
        out.number(value);
    }

    /** A number that is known if it is at least {@code least}. */
    void known(long value, long least) throws IOException {
        next();
        if (value >= least) {
            out.number(value);
        }
    }

    void time(long timeNs) throws IOException {
        next();
        clock.set(timeNs);
        out.ascii(clock.text(), 0, Rfc3339.LENGTH);
    }

    void address(IpAddress address) throws IOException {
        next();
        out.address(address);
    }

    void communityId(Flow flow) throws IOException {
        next();
        if (flow.sourcePort() >= 0 && flow.destinationPort() >= 0) {
            int at = communityId.of(flow);
            out.ascii(communityId.texts(), at, CommunityId.LENGTH);
        }
    }

    /** Begins a cell that holds a list, whose items follow. */
    void list() throws IOException {
        next();
        inList = false;
    }

    void item(String word) throws IOException {
        nextItem();
        out.text(word);
    }

    void item(long value) throws IOException {
        nextItem();
        out.number(value);
    }

    private void nextItem() throws IOException {
        if (inList) {
            out.ascii(' ');
        }
        inList = true;
    }
}
