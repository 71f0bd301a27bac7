// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.partition.PartitionSettings;
import dev.udpbounce.partition.RunPlan;
import dev.udpbounce.partition.RunTotals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;

/** The octets of the core's objects. */
final class Octets {
    private Octets() {}

    /** Writes something. */
    @FunctionalInterface
    interface Writer {
        void write(DataOutput out) throws IOException;
    }

    static byte[] of(Writer writer) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        writer.write(new DataOutputStream(octets));
        return octets.toByteArray();
    }

    static DataInputStream in(byte[] octets) {
        return new DataInputStream(new ByteArrayInputStream(octets));
    }

    static RunPlan plan(byte[] octets, PartitionSettings settings) throws IOException {
        return RunPlan.read(in(octets), settings);
    }

    /** Sums of a part, with the times of the run, which only the plan knows: 0 in all other parts. */
    static byte[] totals(RunTotals totals, long firstNs, long lastNs) throws IOException {
        return of(out -> {
            out.writeLong(firstNs);
            out.writeLong(lastNs);
            totals.write(out);
        });
    }
}
