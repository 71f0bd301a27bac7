// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies a capture file as pcapng, with further comments on some of its packets. The blocks of a pcapng file are copied
 * octet by octet, in the byte order of their section; only the lengths of what contains a new comment change. A pcap
 * file becomes a section with the same packets and times.
 */
public final class AnnotatedCopy {
    /** The comments to add. */
    public interface Annotations {
        /** Returns the comments to add to a packet, by its 1-based number in the file; in order, mostly none. */
        List<String> on(long frame);

        /** Returns the comments to add to the first section. */
        List<String> onFile();
    }

    private final Input input;
    private final long frames;
    private final Annotations annotations;
    private long unannotated;

    private AnnotatedCopy(Input input, long frames, Annotations annotations) {
        this.input = input;
        this.frames = frames;
        this.annotations = annotations;
    }

    /**
     * Copies the first packets of a file, with what stands before, between and behind them up to the next packet.
     *
     * @param file name of a regular file, plain or compressed
     * @param frames packets to copy
     * @param out not closed
     * @return packets whose blocks have no room for the comments on them, as simple packet blocks, and are as they were
     */
    public static long write(String file, long frames, Annotations annotations, OutputStream out) throws IOException {
        Workspace workspace = new Workspace();
        try (Input input = Input.open(file, Input.openFile(file, workspace.files()), workspace)) {
            AnnotatedCopy copy = new AnnotatedCopy(input, frames, annotations);
            if (input.isPcapng()) {
                copy.copyBlocks(out);
            } else {
                copy.copyRecords(out);
            }
            return copy.unannotated;
        }
    }

    private void copyRecords(OutputStream out) throws IOException {
        PcapSection section = new PcapSection(out, annotations.onFile());
        Frame frame = new Frame();
        FrameSource source = input.frames();
        for (long left = frames; left > 0 && source.next(frame); left--) {
            section.packet(frame, annotations.on(frame.number()));
        }
    }

    private void copyBlocks(OutputStream out) throws IOException {
        BlockCopier copier = new BlockCopier(out, annotations.onFile(), this::growths);
        run(copier, input);
        unannotated = copier.unannotated();
    }

    /** Returns the octets by which each section grows; for sections that state their length, which few do. */
    private List<Long> growths() throws IOException {
        Workspace workspace = new Workspace();
        String file = input.name();
        try (Input again = Input.open(file, Input.openFile(file, workspace.files()), workspace)) {
            BlockCopier counting = new BlockCopier(OutputStream.nullOutputStream(), annotations.onFile(), null);
            run(counting, again);
            return new ArrayList<>(counting.growths());
        }
    }

    private void run(BlockCopier copier, Input from) throws IOException {
        FrameSource source = from.frames(copier);
        Frame frame = new Frame();
        while (source.next(frame)) {
            copier.throwFault();
            if (frame.number() > frames) {
                copier.drop();
                break;
            }
            List<String> comments = annotations.on(frame.number());
            if (!comments.isEmpty()) {
                copier.comment(comments, frame.capturedLength());
            }
        }
        copier.end();
    }
}
