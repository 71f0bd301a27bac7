package dev.udpbounce.capture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One capture file or standard input, opened, and recognised by its first octets: pcap or pcapng, plain or compressed.
 */
public final class Input implements Closeable {
    /** The name of standard input. */
    public static final String STANDARD_INPUT = "-";

    private final String name;
    private final ReadableByteChannel content;
    private final Window window;
    private final Origins origins;
    /** Null for pcapng. */
    private final @Nullable PcapHeader header;

    private boolean begun;

    private Input(
            String name, ReadableByteChannel content, Window window, Origins origins, @Nullable PcapHeader header) {
        this.name = name;
        this.content = content;
        this.window = window;
        this.origins = origins;
        this.header = header;
    }

    /** Opens a file; only a regular one is {@link #rereadable}. */
    static ReadableByteChannel openFile(String name) throws UnreadableException {
        try {
            Path path = Path.of(name);
            FileChannel channel = FileChannel.open(path);
            return Files.isRegularFile(path) ? new FileContent(channel) : channel;
        } catch (InvalidPathException e) {
            throw new UnreadableException(name, "no file can have this name");
        } catch (IOException e) {
            throw new UnreadableException(name, Faults.reason(e));
        }
    }

    /**
     * Recognises what comes out of a channel, which is closed if it is refused.
     *
     * @param windowSize octets to read at once
     */
    static Input open(String name, ReadableByteChannel raw, int windowSize, Origins.Ids originIds)
            throws UnreadableException {
        try {
            return recognise(name, raw, windowSize, new Origins(name, originIds));
        } catch (UnreadableException e) {
            close(raw);
            throw e;
        }
    }

    /** The name as it was given. */
    public String name() {
        return name;
    }

    /** Whether {@link #frames} may be called again: for a plain file, not for compressed data or a pipe. */
    public boolean rereadable() {
        return content instanceof FileContent;
    }

    /**
     * The frames from the start on. A second pass delivers what the first one did, even if the file has grown, and
     * the same origins; it invalidates the first one.
     *
     * @throws IllegalStateException if this is the second pass over what cannot be read twice
     */
    public FrameSource frames() {
        if (begun) {
            if (!(content instanceof FileContent file)) {
                throw new IllegalStateException("cannot be read twice: " + name);
            }
            file.rewind();
            window.restart();
        }
        begun = true;
        return header == null ? new PcapngReader(window, origins) : new PcapReader(window, header, origins);
    }

    /** Releases the file, and ends the thread that decompresses it. */
    @Override
    public void close() {
        close(content);
    }

    private static void close(ReadableByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a file that is only read cannot be closed", e);
        }
    }

    private static Input recognise(String name, ReadableByteChannel raw, int windowSize, Origins origins)
            throws UnreadableException {
        Window window = new Window(raw, windowSize);
        int magic = magic(name, window);
        Compression compression = Compression.of(magic);
        if (compression == null) {
            return new Input(name, raw, window, origins, header(name, window, magic));
        }
        ReadAhead ahead = decompress(name, compression, new WindowStream(window, raw));
        try {
            Window decompressed = new Window(ahead, windowSize);
            PcapHeader header = header(name, decompressed, magic(name, decompressed));
            return new Input(name, ahead, decompressed, origins, header);
        } catch (UnreadableException e) {
            ahead.close();
            throw e;
        }
    }

    private static ReadAhead decompress(String name, Compression compression, InputStream compressed)
            throws UnreadableException {
        InputStream content;
        try {
            content = compression.open(compressed);
        } catch (IOException | RuntimeException e) {
            throw new UnreadableException(name, Faults.ofDecompressor(compression.format(), e));
        }
        if (content == null) {
            throw new UnreadableException(name, compression.format() + "-compressed: not supported by this build");
        }
        return new ReadAhead(content, compression.format());
    }

    private static int magic(String name, Window window) throws UnreadableException {
        if (!window.ensure(Integer.BYTES)) {
            IOException fault = window.fault();
            if (fault != null) {
                throw new UnreadableException(name, Faults.reason(fault));
            }
            throw window.remaining() == 0 ? UnreadableException.empty(name) : UnreadableException.noCapture(name);
        }
        return window.octets().getInt(window.position());
    }

    private static @Nullable PcapHeader header(String name, Window window, int magic) throws UnreadableException {
        if (magic == PcapngBlocks.SECTION_HEADER) {
            need(name, window, PcapngBlocks.SECTION_HEADER_LENGTH, "section header");
            if (!PcapngBlocks.startsSection(window.octets(), window.position())) {
                throw UnreadableException.noCapture(name);
            }
            return null;
        }
        if (!PcapHeader.isMagic(magic)) {
            throw UnreadableException.noCapture(name);
        }
        need(name, window, PcapHeader.LENGTH, "file header");
        PcapHeader header = PcapHeader.read(window.octets(), window.position());
        String refusal = header.refusal();
        if (refusal != null) {
            throw new UnreadableException(name, refusal);
        }
        need(name, window, header.length(), "file header");
        return header;
    }

    private static void need(String name, Window window, int length, String what) throws UnreadableException {
        if (!window.ensure(length)) {
            IOException fault = window.fault();
            String cut = what + " cut: " + window.remaining() + " of " + length + " octets";
            throw new UnreadableException(name, fault == null ? cut : Faults.reason(fault));
        }
    }
}
