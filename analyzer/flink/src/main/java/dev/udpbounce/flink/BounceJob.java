// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.partition.PartitionSettings;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.BasePathBucketAssigner;
import org.apache.flink.util.OutputTag;

/**
 * The steps of the job, see docs/scale.md:
 *
 * <pre>
 *  captures ─► SurveyStep ─► PlanStep (1) ─► to all
 *  captures ─► ThinStep ─► blocks by home ─► HomeStep ─► lines ─► files
 *  sums of all steps ─► SummaryStep (1) ─► a line
 * </pre>
 */
final class BounceJob {
    private static final TypeInformation<byte[]> OCTETS = PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO;

    /** So many that slots have about equal shares, and not many more: each takes time to begin. */
    private static final int HOMES_A_SLOT = 16;

    /** Lines beside another output. */
    static final OutputTag<byte[]> LINES = new OutputTag<>("lines", OCTETS);
    /** Sums of a part. */
    static final OutputTag<byte[]> TOTALS = new OutputTag<>("totals", OCTETS);

    private BounceJob() {}

    /** Adds the steps to an environment. */
    static void define(StreamExecutionEnvironment environment, JobOptions options) throws IOException {
        environment.setRuntimeMode(RuntimeExecutionMode.BATCH);
        environment.getConfig().enableObjectReuse();
        int parallelism = options.parallelism() > 0 ? options.parallelism() : environment.getParallelism();
        PartitionSettings settings = options.settings().withHomes(HOMES_A_SLOT * parallelism);
        List<CaptureFile> captures = CaptureFile.find(options, parallelism);
        DataStream<CaptureFile> files = environment
                .fromData(captures, TypeInformation.of(CaptureFile.class))
                .name("captures")
                .setParallelism(1)
                .partitionCustom((reader, readers) -> reader % readers, file -> file.reader);

        SingleOutputStreamOperator<byte[]> plan = files.map(new SurveyStep(settings))
                .returns(OCTETS)
                .name("first pass")
                .setParallelism(parallelism)
                .transform("plan", OCTETS, new PlanStep(settings))
                .disableChaining()
                .setParallelism(1)
                .setMaxParallelism(1);
        BroadcastStream<byte[]> toAll = plan.broadcast(new MapStateDescriptor<>("plan", Types.INT, OCTETS));

        SingleOutputStreamOperator<Block> blocks = files.connect(toAll)
                .process(new ThinStep(settings), TypeInformation.of(Block.class))
                .name("second pass")
                .setParallelism(parallelism);
        SingleOutputStreamOperator<byte[]> homes = blocks.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Block>noWatermarks().withTimestampAssigner((block, before) -> block.orderNs))
                .name("order")
                .setParallelism(parallelism)
                .keyBy(block -> block.home, Types.INT)
                .connect(toAll)
                .process(new HomeStep(settings), OCTETS)
                .name("homes")
                .setParallelism(parallelism);

        // Not chained to the homes: those that are repeated would leave unfinished part files.
        DataStream<byte[]> lines = homes.union(plan.getSideOutput(LINES));
        if (!settings.hasWindow()) {
            lines = lines.union(plan.getSideOutput(TOTALS)
                    .union(blocks.getSideOutput(TOTALS), homes.getSideOutput(TOTALS))
                    .transform("summary", OCTETS, new SummaryStep())
                    .setParallelism(1)
                    .setMaxParallelism(1));
        }
        lines.sinkTo(sink(options)).name("files").setParallelism(parallelism);
    }

    private static FileSink<byte[]> sink(JobOptions options) {
        Path folder = new Path(options.output());
        boolean parquet = options.format() == JobOptions.Format.PARQUET;
        OutputFileConfig names = OutputFileConfig.builder()
                .withPartPrefix("events")
                .withPartSuffix(parquet ? ".parquet" : ".ndjson")
                .build();
        if (parquet) {
            return FileSink.forBulkFormat(folder, ParquetLines::new)
                    .withOutputFileConfig(names)
                    .withBucketAssigner(new BasePathBucketAssigner<>())
                    .build();
        }
        Encoder<byte[]> asTheyAre = (chunk, out) -> out.write(chunk);
        return FileSink.forRowFormat(folder, asTheyAre)
                .withOutputFileConfig(names)
                .withBucketAssigner(new BasePathBucketAssigner<>())
                .build();
    }
}
