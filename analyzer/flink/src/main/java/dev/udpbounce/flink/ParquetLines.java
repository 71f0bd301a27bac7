// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.RecordConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/** Writes chunks of lines as rows of a Parquet file, compressed by zstd, without Hadoop. */
final class ParquetLines implements BulkWriter<byte[]> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ParquetWriter<String> writer;

    ParquetLines(FSDataOutputStream out) throws IOException {
        writer = new Builder(new Target(out))
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new Codecs())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build();
    }

    @Override
    public void addElement(byte[] chunk) throws IOException {
        for (String line : new String(chunk, StandardCharsets.UTF_8).lines().toList()) {
            writer.write(line);
        }
    }

    @Override
    public void flush() {
        // A row group is written when it is full.
    }

    @Override
    public void finish() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<String, Builder> {
        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Deprecated
        @Override
        protected WriteSupport<String> getWriteSupport(@Nullable Configuration configuration) {
            return new Rows();
        }

        @Override
        protected WriteSupport<String> getWriteSupport(@Nullable ParquetConfiguration configuration) {
            return new Rows();
        }
    }

    private static final class Rows extends WriteSupport<String> {
        private @Nullable RecordConsumer consumer;

        @Deprecated
        @Override
        public WriteContext init(Configuration configuration) {
            return new WriteContext(EventColumns.SCHEMA, Map.of("schema", "udpbounce/1"));
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(EventColumns.SCHEMA, Map.of("schema", "udpbounce/1"));
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            consumer = recordConsumer;
        }

        @Override
        public void write(String line) {
            RecordConsumer row = consumer;
            if (row == null) {
                throw new IllegalStateException("not prepared");
            }
            EventColumns.write(JSON.readTree(line), line, row);
        }
    }

    private record Target(FSDataOutputStream out) implements OutputFile {
        @Override
        public PositionOutputStream create(long blockSizeHint) {
            return new PositionOutputStream() {
                @Override
                public long getPos() throws IOException {
                    return out.getPos();
                }

                @Override
                public void write(int octet) throws IOException {
                    out.write(octet);
                }

                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    out.write(octets, offset, length);
                }

                @Override
                public void close() throws IOException {
                    // Flink closes the file, to commit it.
                    out.flush();
                }
            };
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) {
            return create(blockSizeHint);
        }

        @Override
        public boolean supportsBlockSize() {
            return false;
        }

        @Override
        public long defaultBlockSize() {
            return 0;
        }
    }

    private static final class Codecs implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput octets) throws IOException {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    octets.writeAllTo(all);
                    return BytesInput.from(Zstd.compress(all.toByteArray()));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("files are only written");
        }

        @Override
        public void release() {}
    }
}
