// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.event.Summary;
import dev.udpbounce.partition.RunTotals;
import java.io.DataInputStream;
import java.io.IOException;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** All sums → the line of the summary. Runs once. */
final class SummaryStep extends AbstractStreamOperator<byte[]>
        implements OneInputStreamOperator<byte[], byte[]>, BoundedOneInput {
    private static final long serialVersionUID = 1L;

    private transient RunTotals totals = new RunTotals();
    private long firstNs;
    private long lastNs;

    @Override
    public void open() throws Exception {
        super.open();
        totals = new RunTotals();
        firstNs = 0;
        lastNs = 0;
    }

    @Override
    public void processElement(StreamRecord<byte[]> record) throws IOException {
        DataInputStream in = Octets.in(record.getValue());
        firstNs += in.readLong();
        lastNs += in.readLong();
        totals.add(RunTotals.read(in));
    }

    @Override
    public void endInput() throws IOException {
        Summary summary = totals.summary(firstNs, lastNs);
        new Lines(summary.traffic().hasTimes(), firstNs, chunk -> output.collect(new StreamRecord<>(chunk)))
                .end(summary);
    }
}
