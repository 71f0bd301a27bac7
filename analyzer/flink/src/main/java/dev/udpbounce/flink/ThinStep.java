// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.partition.FileThinning;
import dev.udpbounce.partition.PartitionSettings;
import dev.udpbounce.partition.RunPlan;
import dev.udpbounce.partition.RunTotals;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.functions.co.BroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The second pass: a capture, and the plan → blocks of what is kept; beside them, the sums of the rest. */
final class ThinStep extends BroadcastProcessFunction<CaptureFile, byte[], Block> {
    private static final long serialVersionUID = 1L;

    private final PartitionSettings settings;
    private transient @Nullable RunPlan plan;

    ThinStep(PartitionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void processBroadcastElement(byte[] octets, Context context, Collector<Block> out) throws IOException {
        plan = Octets.plan(octets, settings);
    }

    @Override
    public void processElement(CaptureFile file, ReadOnlyContext context, Collector<Block> out) throws IOException {
        RunPlan known = plan;
        if (known == null) {
            throw new IllegalStateException("the plan is to come first");
        }
        RemoteContent content = new RemoteContent(file);
        try (Inputs inputs = Inputs.open(List.of(content.named(file.name)), Map.of(file.name, file.skewNs))) {
            if (!inputs.readable().isEmpty()) {
                BlockWriter blocks = new BlockWriter(file.index, known.place(file.index), out);
                try (FrameSource frames = inputs.frames()) {
                    RunTotals totals = FileThinning.thin(frames, known, settings, blocks);
                    blocks.flush();
                    context.output(BounceJob.TOTALS, Octets.totals(totals, 0, 0));
                }
            }
        }
        content.check();
    }
}
