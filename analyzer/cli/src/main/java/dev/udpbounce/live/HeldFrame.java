// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.live;

import dev.udpbounce.capture.Frame;
import dev.udpbounce.capture.PcapngWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A frame on its way into a recording, with the comments on it so far. */
final class HeldFrame {
    /** Comments on one frame. */
    private static final int MOST_COMMENTS = 16;
    /** Octets of an option of pcapng around its text. */
    private static final int AROUND_COMMENT = 8;
    /** Octets of memory that a frame takes beside its own octets and comments. */
    private static final int OVERHEAD = 160;

    private final Frame frame = new Frame();
    private final List<String> comments = new ArrayList<>(2);
    private int commentOctets;
    private long unsaid;
    private int place;
    private int file;
    private long takenNs;
    private @Nullable FileBoundary boundary;

    /**
     * Points this at a lent frame, without comments.
     *
     * @param newPlace index of its handle among the interfaces
     * @param newFile index of the file that it belongs to
     * @param start the boundary before it, if it begins that file
     * @param nowNs by System.nanoTime
     */
    void take(Frame lent, int newPlace, int newFile, @Nullable FileBoundary start, long nowNs) {
        frame.wrap(lent);
        comments.clear();
        commentOctets = 0;
        unsaid = 0;
        place = newPlace;
        file = newFile;
        boundary = start;
        takenNs = nowNs;
    }

    /** Copies the octets, which are valid no longer. */
    void keepOctets() {
        byte[] kept = new byte[frame.capturedLength()];
        frame.octets().get(frame.offset(), kept);
        frame.wrap(
                ByteBuffer.wrap(kept),
                0,
                kept.length,
                frame.wireLength(),
                frame.timeNs(),
                frame.number(),
                frame.origin());
    }

    /** Adds a comment; returns the octets that it takes in a file. */
    int comment(String text) {
        if (comments.size() == MOST_COMMENTS) {
            unsaid++;
            return 0;
        }
        comments.add(text);
        int octets = AROUND_COMMENT + text.length();
        commentOctets += octets;
        return octets;
    }

    List<String> comments() {
        return comments;
    }

    /** Number of further comments for which there was no room. */
    long unsaid() {
        return unsaid;
    }

    int place() {
        return place;
    }

    int file() {
        return file;
    }

    @Nullable
    FileBoundary boundary() {
        return boundary;
    }

    /** When it was taken, by System.nanoTime. */
    long takenNs() {
        return takenNs;
    }

    long number() {
        return frame.number();
    }

    long timeNs() {
        return frame.timeNs();
    }

    ByteBuffer octets() {
        return frame.octets();
    }

    int offset() {
        return frame.offset();
    }

    int captured() {
        return frame.capturedLength();
    }

    long wireLength() {
        return frame.wireLength();
    }

    /** Returns the octets that it takes in a file. */
    long octetsInFile() {
        return (long) PcapngWriter.octetsOf(captured()) + commentOctets;
    }

    /** Returns the octets of memory that it takes, about. */
    long octetsInMemory() {
        return (long) OVERHEAD + captured() + commentOctets;
    }
}
