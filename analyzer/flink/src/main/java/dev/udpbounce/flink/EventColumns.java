// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import java.time.Instant;
import java.util.List;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The columns of a Parquet file, one row for each event. A column has the name of its field in {@code udpbounce/1}; those of
 * objects within an event's own object begin with their name. An absent field is null. The time is there in microseconds,
 * which all readers know, and as a number of nanoseconds since the Unix epoch. The last column has the whole event.
 */
final class EventColumns {
    private static final long NANOS = 1_000_000_000;

    private enum Kind {
        TEXT,
        NUMBER,
        MICROSECONDS,
        NANOSECONDS,
        FLAG
    }

    private record Column(String name, Kind kind, List<String> path) {}

    private static final List<Column> COLUMNS = List.of(
            column("event_type", Kind.TEXT),
            column("timestamp", Kind.MICROSECONDS),
            column("timestamp_ns", Kind.NANOSECONDS, "timestamp"),
            column("pcap_filename", Kind.TEXT),
            column("pcap_cnt", Kind.NUMBER),
            column("src_ip", Kind.TEXT),
            column("src_port", Kind.NUMBER),
            column("dest_ip", Kind.TEXT),
            column("dest_port", Kind.NUMBER),
            column("proto", Kind.TEXT),
            column("ip_v", Kind.NUMBER),
            column("vlan", Kind.NUMBER),
            column("icmp_type", Kind.NUMBER),
            column("icmp_code", Kind.NUMBER),
            column("community_id", Kind.TEXT),
            column("name", Kind.TEXT, "icmp_error.name"),
            column("reporter", Kind.TEXT, "icmp_error.reporter"),
            column("match", Kind.TEXT, "icmp_error.match"),
            column("orphan_reason", Kind.TEXT, "icmp_error.orphan_reason"),
            column("cause_pcap_cnt", Kind.NUMBER, "icmp_error.cause_pcap_cnt"),
            column("cause_pcap_filename", Kind.TEXT, "icmp_error.cause_pcap_filename"),
            column("duplicate_of_pcap_cnt", Kind.NUMBER, "icmp_error.duplicate_of_pcap_cnt"),
            column("delay_ns", Kind.NUMBER, "icmp_error.delay_ns"),
            column("mtu", Kind.NUMBER, "icmp_error.mtu"),
            column("quoted_src_ip", Kind.TEXT, "icmp_error.quoted.src_ip"),
            column("quoted_src_port", Kind.NUMBER, "icmp_error.quoted.src_port"),
            column("quoted_dest_ip", Kind.TEXT, "icmp_error.quoted.dest_ip"),
            column("quoted_dest_port", Kind.NUMBER, "icmp_error.quoted.dest_port"),
            column("errno", Kind.NUMBER, "icmp_error.errno"),
            column("errno_name", Kind.TEXT, "icmp_error.errno_name"),
            column("told_connected", Kind.FLAG, "icmp_error.told.connected"),
            column("told_unconnected", Kind.FLAG, "icmp_error.told.unconnected"),
            column("told_recverr", Kind.FLAG, "icmp_error.told.recverr"),
            column("len", Kind.NUMBER, "udp_send.len"),
            column("outcome", Kind.TEXT, "udp_send.outcome"),
            column("error_pcap_cnt", Kind.NUMBER, "udp_send.error_pcap_cnt"),
            column("error_pcap_filename", Kind.TEXT, "udp_send.error_pcap_filename"),
            column("sends", Kind.NUMBER, "flow.sends"),
            column("bounced", Kind.NUMBER, "flow.bounced"),
            column("answered", Kind.NUMBER, "flow.answered"),
            column("suppressed", Kind.NUMBER, "flow.suppressed"));

    private static final String WHOLE = "json";

    /** The columns as Parquet describes them. */
    static final MessageType SCHEMA = schema();

    private EventColumns() {}

    private static Column column(String name, Kind kind) {
        return column(name, kind, name);
    }

    private static Column column(String name, Kind kind, String path) {
        return new Column(name, kind, List.of(path.split("\\.", -1)));
    }

    private static MessageType schema() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        for (Column column : COLUMNS) {
            switch (column.kind()) {
                case TEXT ->
                    message.optional(PrimitiveTypeName.BINARY)
                            .as(LogicalTypeAnnotation.stringType())
                            .named(column.name());
                case NUMBER, NANOSECONDS ->
                    message.optional(PrimitiveTypeName.INT64).named(column.name());
                case MICROSECONDS ->
                    message.optional(PrimitiveTypeName.INT64)
                            .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                            .named(column.name());
                case FLAG -> message.optional(PrimitiveTypeName.BOOLEAN).named(column.name());
            }
        }
        return message.required(PrimitiveTypeName.BINARY)
                .as(LogicalTypeAnnotation.stringType())
                .named(WHOLE)
                .named("udpbounce_1");
    }

    /** Writes a row. */
    static void write(JsonNode event, String line, RecordConsumer row) {
        row.startMessage();
        int index = 0;
        for (Column column : COLUMNS) {
            JsonNode value = find(event, column);
            if (value != null) {
                row.startField(column.name(), index);
                switch (column.kind()) {
                    case TEXT -> row.addBinary(Binary.fromString(value.asString()));
                    case NUMBER -> row.addLong(value.asLong());
                    case MICROSECONDS -> row.addLong(Math.floorDiv(nanoseconds(value.asString()), 1000));
                    case NANOSECONDS -> row.addLong(nanoseconds(value.asString()));
                    case FLAG -> row.addBoolean(value.asBoolean());
                }
                row.endField(column.name(), index);
            }
            index++;
        }
        row.startField(WHOLE, index);
        row.addBinary(Binary.fromString(line));
        row.endField(WHOLE, index);
        row.endMessage();
    }

    private static @Nullable JsonNode find(JsonNode event, Column column) {
        JsonNode value = event;
        for (String name : column.path()) {
            value = value == null ? null : value.get(name);
        }
        return value;
    }

    private static long nanoseconds(String timestamp) {
        Instant instant = Instant.parse(timestamp);
        return instant.getEpochSecond() * NANOS + instant.getNano();
    }
}
