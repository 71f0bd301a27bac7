// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.partition.HomeAnalysis;
import dev.udpbounce.partition.PartitionSettings;
import dev.udpbounce.partition.RunPlan;
import dev.udpbounce.partition.RunTotals;
import java.io.IOException;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** The blocks of one home after the other, each in order, and the plan → lines; beside them, the sums of the home. */
final class HomeStep extends KeyedBroadcastProcessFunction<Integer, Block, byte[], byte[]> {
    private static final long serialVersionUID = 1L;

    private final PartitionSettings settings;
    private transient @Nullable RunPlan plan;
    private transient @Nullable Home home;

    /** The home whose blocks come. */
    private static final class Home {
        private final int number;
        private final Lines lines;
        private final HomeAnalysis analysis;
        private final HomeFrames frames;

        Home(int number, RunPlan plan, PartitionSettings settings, Collector<byte[]> out) {
            this.number = number;
            lines = new Lines(plan, out::collect);
            analysis = new HomeAnalysis(plan, settings, number, lines);
            frames = new HomeFrames(plan, analysis);
        }
    }

    HomeStep(PartitionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void processBroadcastElement(byte[] octets, Context context, Collector<byte[]> out) throws IOException {
        plan = Octets.plan(octets, settings);
    }

    @Override
    public void processElement(Block block, ReadOnlyContext context, Collector<byte[]> out) {
        RunPlan known = plan;
        if (known == null) {
            throw new IllegalStateException("the plan is to come first");
        }
        Home its = home;
        if (its == null) {
            its = new Home(block.home, known, settings, out);
            home = its;
            // Fires behind the last block of the key.
            context.timerService().registerEventTimeTimer(Long.MAX_VALUE);
        }
        if (its.number != block.home) {
            throw new IllegalStateException("home " + block.home + " begins before home " + its.number + " ends");
        }
        its.frames.take(block);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<byte[]> out) throws IOException {
        Home its = home;
        home = null;
        if (its != null) {
            its.frames.finish();
            RunTotals totals = its.analysis.finish();
            its.lines.flush();
            context.output(BounceJob.TOTALS, Octets.totals(totals, 0, 0));
        }
    }
}
