// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.decode.IpAddress;
import dev.udpbounce.event.BounceRow;
import dev.udpbounce.event.BounceRow.Known;
import dev.udpbounce.icmp.IcmpTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Octets of what travels between the machines of one run. They do not outlive it, so that they have no version. */
final class Wire {
    private static final int ABSENT = -1;

    /** Reads one item. */
    interface Reader<T> {
        T read(DataInput in) throws IOException;
    }

    /** Writes one item. */
    interface Writer<T> {
        void write(DataOutput out, T item) throws IOException;
    }

    private Wire() {}

    static void text(DataOutput out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(ABSENT);
        } else {
            octets(out, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    static String text(DataInput in) throws IOException {
        return new String(octets(in), StandardCharsets.UTF_8);
    }

    static @Nullable String textOrNull(DataInput in) throws IOException {
        int length = in.readInt();
        if (length == ABSENT) {
            return null;
        }
        byte[] octets = new byte[length];
        in.readFully(octets);
        return new String(octets, StandardCharsets.UTF_8);
    }

    static void octets(DataOutput out, byte[] octets) throws IOException {
        out.writeInt(octets.length);
        out.write(octets);
    }

    static byte[] octets(DataInput in) throws IOException {
        byte[] octets = new byte[in.readInt()];
        in.readFully(octets);
        return octets;
    }

    static <T> void list(DataOutput out, List<T> list, Writer<T> writer) throws IOException {
        out.writeInt(list.size());
        for (T item : list) {
            writer.write(out, item);
        }
    }

    static <T> List<T> list(DataInput in, Reader<T> reader) throws IOException {
        int size = in.readInt();
        List<T> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(reader.read(in));
        }
        return Collections.unmodifiableList(list);
    }

    static void counts(DataOutput out, SortedMap<String, Long> counts) throws IOException {
        out.writeInt(counts.size());
        for (var each : counts.entrySet()) {
            text(out, each.getKey());
            out.writeLong(each.getValue());
        }
    }

    static SortedMap<String, Long> counts(DataInput in) throws IOException {
        int size = in.readInt();
        SortedMap<String, Long> counts = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            counts.put(text(in), in.readLong());
        }
        return counts;
    }

    static void origin(DataOutput out, Origin origin) throws IOException {
        out.writeInt(origin.id());
        out.writeInt(origin.vantage());
        text(out, origin.file());
        text(out, origin.interfaceName());
        out.writeInt(origin.linkType());
        out.writeInt(origin.snapLength());
        out.writeInt(origin.precision());
        text(out, origin.system());
    }

    static Origin origin(DataInput in) throws IOException {
        return new Origin(
                in.readInt(),
                in.readInt(),
                textOrNull(in),
                textOrNull(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                textOrNull(in));
    }

    static void report(DataOutput out, CaptureReport report) throws IOException {
        text(out, report.name());
        out.writeBoolean(report.live());
        text(out, report.format());
        list(out, report.linkTypes(), DataOutput::writeInt);
        out.writeInt(report.precision());
        out.writeInt(report.snapLength());
        out.writeLong(report.packets());
        out.writeLong(report.bytes());
        out.writeLong(report.droppedByKernel());
        out.writeLong(report.droppedByInterface());
        list(out, report.damage(), Wire::damage);
        list(out, report.warnings(), Wire::text);
        list(out, report.comments(), Wire::text);
        list(out, report.systems(), Wire::text);
    }

    static CaptureReport report(DataInput in) throws IOException {
        return new CaptureReport(
                text(in),
                in.readBoolean(),
                text(in),
                list(in, DataInput::readInt),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                list(in, Wire::damage),
                list(in, Wire::text),
                list(in, Wire::text),
                list(in, Wire::text));
    }

    private static void damage(DataOutput out, Damage damage) throws IOException {
        text(out, damage.file());
        out.writeLong(damage.offset());
        out.writeLong(damage.record());
        text(out, damage.reason());
        out.writeBoolean(damage.fatal());
    }

    private static Damage damage(DataInput in) throws IOException {
        return new Damage(text(in), in.readLong(), in.readLong(), text(in), in.readBoolean());
    }

    /** Writes a row without a process, as no process is known of captured packets. */
    static void row(DataOutput out, BounceRow row) throws IOException {
        out.writeInt(row.address().version());
        out.writeLong(row.address().high());
        out.writeLong(row.address().low());
        out.writeInt(row.port());
        out.writeInt(row.error().version());
        out.writeInt(row.error().type());
        out.writeInt(row.error().code());
        out.writeLong(row.sent());
        out.writeLong(row.bounced());
        out.writeLong(row.orphans());
        out.writeBoolean(row.firstNs().isPresent());
        out.writeLong(row.firstNs().orElse(0));
    }

    static BounceRow row(DataInput in) throws IOException {
        IpAddress address = new IpAddress(in.readInt(), in.readLong(), in.readLong());
        int port = in.readInt();
        var error = IcmpTable.of(in.readInt(), in.readInt(), in.readInt());
        Known none = new Known(0, 0);
        long sent = in.readLong();
        long bounced = in.readLong();
        long orphans = in.readLong();
        boolean timed = in.readBoolean();
        long firstNs = in.readLong();
        OptionalLong first = timed ? OptionalLong.of(firstNs) : OptionalLong.empty();
        return new BounceRow(null, address, port, error, sent, bounced, orphans, none, none, 0, 0, first);
    }
}
