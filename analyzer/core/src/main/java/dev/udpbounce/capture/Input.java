// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One opened capture file or standard input, recognized by its first octets: pcap or pcapng, plain or compressed. */
public final class Input implements Closeable {
    /** Name of standard input. */
    public static final String STANDARD_INPUT = "-";

    /** No frame stands first: there is none, it has no time, or it is not known before all are wanted. */
    static final long UNKNOWN = Long.MIN_VALUE;

    private final String name;
    private final ReadableByteChannel raw;
    private final Workspace workspace;
    private final Origins origins;
    private final @Nullable Compression compression;
    /** Null for pcapng. */
    private final @Nullable PcapHeader header;

    /** Null while the input is not being read. */
    private @Nullable Content content;

    private long firstNs = UNKNOWN;
    /** Report in case no frame is requested; null unless the input is opened for later. */
    private @Nullable CaptureReport unread;

    private boolean begun;

    private Input(
            String name,
            ReadableByteChannel raw,
            Workspace workspace,
            @Nullable Compression compression,
            @Nullable PcapHeader header,
            Content content) {
        this.name = name;
        this.raw = raw;
        this.workspace = workspace;
        this.origins = new Origins(name, workspace.lineage());
        this.compression = compression;
        this.header = header;
        this.content = content;
    }

    /** Opens a file. Only a regular file is {@link #rereadable}. */
    static ReadableByteChannel openFile(String name, OpenFiles files) throws UnreadableException {
        try {
            Path path = Path.of(name);
            return Files.isRegularFile(path) ? FileContent.open(path, files) : FileChannel.open(path);
        } catch (InvalidPathException e) {
            throw new UnreadableException(name, "no file can have this name");
        } catch (IOException e) {
            throw new UnreadableException(name, Faults.reason(e));
        }
    }

    /** Opens what is not a file of this machine; it is {@link #rereadable}. */
    static ReadableByteChannel open(NamedContent content) throws UnreadableException {
        try {
            return OpenedContent.open(content.opener());
        } catch (IOException e) {
            throw new UnreadableException(content.name(), Faults.reason(e));
        }
    }

    /** Recognizes the format of a channel, which is closed if refused. */
    static Input open(String name, ReadableByteChannel raw, Workspace workspace) throws UnreadableException {
        return open(name, raw, workspace, true);
    }

    /**
     * Recognizes the format of a file and the time of its first frame. The resources of a regular file are then
     * released until its frames are requested; other files stay open.
     */
    static Input openForLater(String name, ReadableByteChannel raw, Workspace workspace) throws UnreadableException {
        if (!(raw instanceof RewindableContent)) {
            return open(name, raw, workspace, true);
        }
        Input input = open(name, raw, workspace, false);
        input.lookAhead();
        input.release();
        return input;
    }

    private static Input open(String name, ReadableByteChannel raw, Workspace workspace, boolean ahead)
            throws UnreadableException {
        try {
            Content plain = Content.plain(raw, workspace);
            int magic = FormatProbe.magic(name, plain.window());
            Compression compression = Compression.of(magic);
            if (compression == null) {
                return new Input(name, raw, workspace, null, FormatProbe.header(name, plain.window(), magic), plain);
            }
            Content content = Content.decompressed(name, plain, compression, workspace, ahead);
            try {
                PcapHeader header =
                        FormatProbe.header(name, content.window(), FormatProbe.magic(name, content.window()));
                return new Input(name, raw, workspace, compression, header, content);
            } catch (UnreadableException e) {
                content.close();
                throw e;
            }
        } catch (UnreadableException e) {
            close(raw);
            throw e;
        }
    }

    /** Name as given. */
    public String name() {
        return name;
    }

    /** Returns whether {@link #frames} may be called again. True for a regular file or {@link NamedContent}. */
    public boolean rereadable() {
        return raw instanceof RewindableContent;
    }

    /** Returns whether reading the frames again is cheap: they are not compressed, or in a format that is fast. */
    boolean isFastToReread() {
        return rereadable() && (compression == null || compression.isFast());
    }

    /** Returns whether the frames are compressed. */
    boolean isCompressed() {
        return compression != null;
    }

    private void lookAhead() {
        FrameSource looking = reader(new Origins(name, new Lineage()));
        Frame frame = new Frame();
        if (looking.next(frame) && frame.hasTime()) {
            firstNs = frame.timeNs();
        }
        CaptureReport seen = looking.reports().get(0);
        unread = new CaptureReport(
                name,
                false,
                seen.format(),
                seen.linkTypes(),
                seen.precision(),
                seen.snapLength(),
                0,
                0,
                -1,
                -1,
                List.of(),
                List.of());
    }

    /** Returns whether the input is opened only when its frames are requested. */
    boolean isForLater() {
        return unread != null;
    }

    /** Report in case no frame is requested. The input must be {@link #isForLater}. */
    CaptureReport unread() {
        return Objects.requireNonNull(unread);
    }

    /** Time of the first frame, in nanoseconds since the Unix epoch, or {@link #UNKNOWN}. */
    long firstNs() {
        return firstNs;
    }

    /**
     * Returns the frames from the start. A second pass delivers the same frames and origins as the first, even if the
     * file has grown, and invalidates the first.
     *
     * @throws IllegalStateException if this is the second pass and the input is not {@link #rereadable}
     */
    public FrameSource frames() {
        if (begun && !rereadable()) {
            throw new IllegalStateException("cannot be read twice: " + name);
        }
        boolean again = begun;
        begun = true;
        origins.begin();
        if (again && isCompressed()) {
            release();
        }
        Content kept = content;
        if (kept != null && !again) {
            return reader(origins);
        }
        if (raw instanceof RewindableContent rewindable) {
            rewindable.rewind();
        }
        if (kept != null) {
            kept.window().restart();
            return reader(origins);
        }
        try {
            Content plain = Content.plain(raw, workspace);
            content = compression == null ? plain : Content.decompressed(name, plain, compression, workspace, true);
            return reader(origins);
        } catch (UnreadableException e) {
            return new BrokenSource(name, header == null ? "pcapng" : "pcap", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Returns the origins of the frames read so far, for {@link OriginPlan}, if this is the only input of its run.
     *
     * @param beginNs see {@link FileSpan}
     * @param endNs see {@link FileSpan}
     * @param placesNs see {@link FileSpan}
     */
    public FileSpan span(long beginNs, long endNs, List<Long> placesNs) {
        return origins.span(beginNs, endNs, placesNs);
    }

    /** Returns the frames from the start, to be read one by one, and passes the blocks of a pcapng file to a copy. */
    FrameSource frames(PcapngBlocks.Copying copy) {
        FrameSource frames = frames();
        if (frames instanceof PcapngReader reader) {
            reader.copyTo(copy);
        }
        return frames;
    }

    /** Returns whether the file is a pcapng file. */
    boolean isPcapng() {
        return header == null;
    }

    /** Returns whether the file can be opened again, and has the same content then. */
    public boolean isRegularFile() {
        return raw instanceof FileContent;
    }

    private FrameSource reader(Origins itsOrigins) {
        Window window = Objects.requireNonNull(content).window();
        return header == null ? new PcapngReader(window, itsOrigins) : new PcapReader(window, header, itsOrigins);
    }

    /** Ends the input after its last frame. */
    void ended() {
        origins.end();
        release();
    }

    /** Releases the resources for reading until {@link #frames} is called again. */
    private void release() {
        Content released = content;
        content = null;
        if (released != null) {
            released.close();
        }
        close(raw);
        if (raw instanceof RewindableContent rewindable) {
            rewindable.rewind();
        }
    }

    /** Releases the file, and ends the thread that decompresses it. */
    @Override
    public void close() {
        release();
    }

    private static void close(ReadableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a file that is only read cannot be closed", e);
        }
    }
}
