package dev.udpbounce.render;

import dev.udpbounce.capture.Origin;
import dev.udpbounce.correlate.Flow;
import dev.udpbounce.decode.IpAddress;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;

/**
 * Fields of the JSON object under way, written from values without text in between, under names that are encoded
 * once. What is not known is left out.
 */
final class JsonFields {
    private static final SerializedString COMMUNITY_ID = name("community_id");
    /** Interfaces whose names are kept encoded; a power of two. */
    private static final int ORIGINS = 64;

    private final JsonGenerator json;
    private final Rfc3339 clock = new Rfc3339(ZoneOffset.UTC);
    private final byte[] address = new byte[IpAddress.MAX_TEXT];
    private final CommunityId communityId = new CommunityId();
    private final @Nullable OriginNames[] origins = new @Nullable OriginNames[ORIGINS];

    /** The names of an interface, encoded. */
    private static final class OriginNames {
        final Origin origin;
        final byte @Nullable [] file;
        final byte @Nullable [] interfaceName;

        OriginNames(Origin origin) {
            this.origin = origin;
            file = encode(origin.file());
            interfaceName = encode(origin.interfaceName());
        }

        private static byte @Nullable [] encode(@Nullable String text) {
            return text == null ? null : JsonText.encode(text);
        }
    }

    JsonFields(JsonGenerator json) {
        this.json = json;
    }

    static SerializedString name(String name) {
        return new SerializedString(name);
    }

    /** Begins the object that is a value by itself. */
    void open() {
        json.writeStartObject();
    }

    void open(SerializedString name) {
        json.writeName(name);
        json.writeStartObject();
    }

    void close() {
        json.writeEndObject();
    }

    void openArray(SerializedString name) {
        json.writeName(name);
        json.writeStartArray();
    }

    void closeArray() {
        json.writeEndArray();
    }

    void number(SerializedString name, long value) {
        json.writeName(name);
        json.writeNumber(value);
    }

    /** A number that is negative where it is not known. */
    void known(SerializedString name, long value) {
        if (value >= 0) {
            json.writeName(name);
            json.writeNumber(value);
        }
    }

    void flag(SerializedString name, boolean value) {
        json.writeName(name);
        json.writeBoolean(value);
    }

    /** One of a few words. */
    void word(SerializedString name, SerializedString word) {
        json.writeName(name);
        json.writeString(word);
    }

    /** A value that is JSON already. */
    void value(SerializedString name, SerializedString encoded) {
        json.writeName(name);
        json.writeRawValue(encoded);
    }

    /** Text of our own. */
    void text(SerializedString name, String text) {
        json.writeName(name);
        json.writeString(text);
    }

    /** Text from outside. */
    void foreign(SerializedString name, String text) {
        json.writeName(name);
        raw(JsonText.encode(text));
    }

    /** A number under a name of our own that is no field but data. */
    void count(String name, Long value) {
        json.writeName(name);
        json.writeNumber(value);
    }

    /** The element of an array that is a number. */
    void element(long value) {
        json.writeNumber(value);
    }

    /** The element of an array that is one of a few words. */
    void element(SerializedString word) {
        json.writeString(word);
    }

    /** The element of an array that is text from outside. */
    void foreignElement(String text) {
        raw(JsonText.encode(text));
    }

    /** An instant, given in nanoseconds since the Unix epoch. */
    void time(SerializedString name, long timeNs) {
        clock.set(timeNs);
        json.writeName(name);
        json.writeRawUTF8String(clock.text(), 0, Rfc3339.LENGTH);
    }

    void address(SerializedString name, IpAddress value) {
        int length = IpAddress.write(value.version(), value.high(), value.low(), address, 0);
        json.writeName(name);
        json.writeRawUTF8String(address, 0, length);
    }

    /** The flow's identifier, left out where a quote ends before the ports. */
    void communityId(Flow flow) {
        if (flow.sourcePort() >= 0 && flow.destinationPort() >= 0) {
            int at = communityId.of(flow);
            json.writeName(COMMUNITY_ID);
            json.writeRawUTF8String(communityId.texts(), at, CommunityId.LENGTH);
        }
    }

    /** The name of an origin's file. */
    void file(SerializedString name, Origin origin) {
        raw(name, names(origin).file);
    }

    /** The name of an origin's interface. */
    void interfaceName(SerializedString name, Origin origin) {
        raw(name, names(origin).interfaceName);
    }

    /** There is one instance per interface. */
    @SuppressWarnings("ReferenceEquality")
    private OriginNames names(Origin origin) {
        int slot = origin.id() & (ORIGINS - 1);
        OriginNames names = origins[slot];
        if (names == null || names.origin != origin) {
            names = new OriginNames(origin);
            origins[slot] = names;
        }
        return names;
    }

    private void raw(SerializedString name, byte @Nullable [] text) {
        if (text != null) {
            json.writeName(name);
            raw(text);
        }
    }

    private void raw(byte[] text) {
        json.writeRawUTF8String(text, 0, text.length);
    }
}
