// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.event.Event;
import dev.udpbounce.partition.FileSurvey;
import dev.udpbounce.partition.PartitionSettings;
import dev.udpbounce.partition.RunPlan;
import dev.udpbounce.partition.RunTotals;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/** All surveys → the plan; beside it, the events about the captures and their sums. Runs once. */
final class PlanStep extends AbstractStreamOperator<byte[]>
        implements OneInputStreamOperator<byte[], byte[]>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private final PartitionSettings settings;
    private transient SortedMap<Integer, FileSurvey> surveys = new TreeMap<>();
    private transient @Nullable FirstPass merged;

    PlanStep(PartitionSettings settings) {
        this.settings = settings;
    }

    @Override
    public void open() throws Exception {
        super.open();
        surveys = new TreeMap<>();
        merged = new FirstPass(settings.seed());
    }

    @Override
    public void processElement(StreamRecord<byte[]> record) throws IOException {
        FirstPass into = merged;
        if (into == null) {
            throw new IllegalStateException("not open");
        }
        DataInputStream in = Octets.in(record.getValue());
        surveys.put(in.readInt(), FileSurvey.read(in, into));
    }

    @Override
    public void endInput() throws IOException {
        FirstPass all = merged;
        if (all == null) {
            throw new IllegalStateException("not open");
        }
        List<FileSurvey> inOrder = new ArrayList<>(surveys.values());
        RunPlan plan = RunPlan.of(inOrder, all, settings);
        RunTotals totals = new RunTotals();
        inOrder.forEach(survey -> totals.add(survey.totals()));
        Lines lines = new Lines(plan, chunk -> output.collect(BounceJob.LINES, new StreamRecord<>(chunk)));
        for (Event event : plan.captures(inOrder)) {
            lines.event(event);
        }
        lines.flush();
        output.collect(BounceJob.TOTALS, new StreamRecord<>(Octets.totals(totals, plan.firstNs(), plan.lastNs())));
        output.collect(new StreamRecord<>(Octets.of(plan::write)));
    }
}
