// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.partition;

import dev.udpbounce.bulk.FirstPass;
import dev.udpbounce.bulk.Homes;
import dev.udpbounce.capture.Origin;
import dev.udpbounce.capture.OriginPlan;
import dev.udpbounce.event.Event;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What every machine must know of the whole run to read a file again, or to correlate a home. */
public final class RunPlan {
    private final List<List<Origin>> origins;
    private final boolean hasTimes;
    private final long firstNs;
    private final long lastNs;
    /** What {@link FirstPass#write} wrote of the whole run. */
    private final byte[] octetsOfPass;

    private final FirstPass pass;
    private final Homes homes;

    private RunPlan(
            List<List<Origin>> origins,
            boolean hasTimes,
            long firstNs,
            long lastNs,
            byte[] octetsOfPass,
            PartitionSettings settings)
            throws IOException {
        this.origins = origins;
        this.hasTimes = hasTimes;
        this.firstNs = firstNs;
        this.lastNs = lastNs;
        this.octetsOfPass = octetsOfPass;
        pass = new FirstPass(settings.seed());
        pass.merge(new DataInputStream(new ByteArrayInputStream(octetsOfPass)));
        pass.finish();
        homes = new Homes(pass, settings.homeBits());
    }

    /**
     * Makes the plan of a run.
     *
     * @param surveys all surveys, in the order of the names of the captures
     * @param merged the first pass that those of all surveys are merged into, and which is not finished
     */
    public static RunPlan of(List<FileSurvey> surveys, FirstPass merged, PartitionSettings settings)
            throws IOException {
        FileSurvey first = null;
        long lastNs = Long.MIN_VALUE;
        for (FileSurvey survey : surveys) {
            if (survey.hasTimes()) {
                first = first == null || survey.firstOrderNs() < first.firstOrderNs() ? survey : first;
                lastNs = Math.max(lastNs, survey.lastNs());
            }
        }
        List<List<Origin>> origins =
                OriginPlan.of(surveys.stream().map(FileSurvey::span).toList());
        if (origins.stream()
                        .flatMap(List::stream)
                        .mapToInt(Origin::vantage)
                        .distinct()
                        .count()
                > 1) {
            merged.seeSeveralVantages();
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        merged.write(new DataOutputStream(octets));
        return new RunPlan(
                origins,
                first != null,
                first == null ? 0 : first.firstNs(),
                first == null ? 0 : lastNs,
                octets.toByteArray(),
                settings);
    }

    /** Writes octets that {@link #read} reads: at most 8 MiB, and what describes the captures. */
    public void write(DataOutput out) throws IOException {
        Wire.list(out, origins, (each, list) -> Wire.list(each, list, Wire::origin));
        out.writeBoolean(hasTimes);
        out.writeLong(firstNs);
        out.writeLong(lastNs);
        Wire.octets(out, octetsOfPass);
    }

    /** Reads what {@link #write} has written. */
    public static RunPlan read(DataInput in, PartitionSettings settings) throws IOException {
        List<List<Origin>> origins = Wire.list(in, each -> Wire.list(each, Wire::origin));
        return new RunPlan(origins, in.readBoolean(), in.readLong(), in.readLong(), Wire.octets(in), settings);
    }

    /** Returns the events about the captures. */
    public List<Event> captures(List<FileSurvey> surveys) {
        List<Event> events = new ArrayList<>();
        for (FileSurvey survey : surveys) {
            events.add(new Event.CaptureSummary(survey.report(), survey.linkTypesSkipped(), lastNs));
        }
        return events;
    }

    /**
     * Returns the origin of frames in the whole run.
     *
     * @param file index of the capture
     * @param origin {@link Origin#id} in a reading of this capture alone
     */
    public Origin origin(int file, int origin) {
        return origins.get(file).get(origin);
    }

    /**
     * Returns a number that puts a capture in order among those whose frames do not overlap in time. Those of which
     * datagrams are left out do not, as they are of one vantage.
     *
     * @param file index of the capture
     * @return 0 if it has no frames
     */
    public int place(int file) {
        List<Origin> its = origins.get(file);
        return its.isEmpty() ? 0 : its.get(0).id();
    }

    /** Returns whether any frame has a time. */
    public boolean hasTimes() {
        return hasTimes;
    }

    /** Returns the time of the first frame that has one, nanoseconds since the Unix epoch; 0 without any. */
    public long firstNs() {
        return firstNs;
    }

    /** Returns the time of the latest frame that has one, nanoseconds since the Unix epoch; 0 without any. */
    public long lastNs() {
        return lastNs;
    }

    FirstPass pass() {
        return pass;
    }

    Homes homes() {
        return homes;
    }
}
