package dev.udpbounce.render;

import static dev.udpbounce.render.JsonFields.name;

import dev.udpbounce.capture.CaptureReport;
import dev.udpbounce.capture.Damage;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.timeline.Event;
import dev.udpbounce.timeline.Fate;
import dev.udpbounce.timeline.Summary;
import java.util.List;
import java.util.Map;
import tools.jackson.core.io.SerializedString;

/** Writes the events about a whole input ({@code capture}) and about the whole timeline ({@code summary}). */
final class JsonSums {
    static final SerializedString SUMMARY = name("summary");

    private static final SerializedString PACKETS = name("packets");
    private static final SerializedString BYTES = name("bytes");

    private static final SerializedString CAPTURE = name("capture");
    private static final SerializedString FILE = name("file");
    private static final SerializedString INTERFACE = name("interface");
    private static final SerializedString FORMAT = name("format");
    private static final SerializedString LINKTYPE = name("linktype");
    private static final SerializedString LINKTYPES = name("linktypes");
    private static final SerializedString TS_PRECISION = name("ts_precision");
    private static final SerializedString SNAPLEN = name("snaplen");
    private static final SerializedString DROPPED_KERNEL = name("dropped_kernel");
    private static final SerializedString DROPPED_INTERFACE = name("dropped_interface");
    private static final SerializedString DAMAGE = name("damage");
    private static final SerializedString OFFSET = name("offset");
    private static final SerializedString RECORD = name("record");
    private static final SerializedString REASON = name("reason");
    private static final SerializedString FATAL = name("fatal");
    private static final SerializedString WARNINGS = name("warnings");
    private static final SerializedString COMMENTS = name("comments");
    private static final SerializedString LINK_TYPES_SKIPPED = name("link_types_skipped");

    private static final SerializedString UDP_SENDS = name("udp_sends");
    private static final SerializedString SIGHTINGS = name("sightings");
    private static final SerializedString FRAGMENTS = name("fragments");
    private static final SerializedString ICMP_ERRORS = name("icmp_errors");
    private static final SerializedString ICMP_ERRORS_OTHER = name("icmp_errors_other");
    private static final SerializedString EXACT = name("exact");
    private static final SerializedString TUPLE = name("tuple");
    private static final SerializedString AMBIGUOUS = name("ambiguous");
    private static final SerializedString ORPHAN = name("orphan");
    private static final SerializedString DUPLICATES = name("duplicates");
    private static final SerializedString FILTERED = name("filtered");
    private static final SerializedString FILTERED_SENDS = name("filtered_sends");
    private static final SerializedString EXPIRED = name("expired");
    private static final SerializedString EVICTED = name("evicted");
    private static final SerializedString OUTCOMES = name("outcomes");
    private static final Words<Outcome> OUTCOME = new Words<>(Outcome.class);
    private static final SerializedString VERDICTS = name("verdicts");
    private static final Words<Fate.Verdict> VERDICT = new Words<>(Fate.Verdict.class);
    private static final SerializedString MALFORMED = name("malformed");
    private static final SerializedString DROPPED = name("dropped");
    private static final SerializedString LATE = name("late");
    private static final SerializedString ELSEWHERE = name("elsewhere");
    private static final SerializedString COMMENTS_FORGOTTEN = name("comments_forgotten");
    private static final SerializedString FRAGMENTED_FORGOTTEN = name("fragmented_forgotten");
    private static final SerializedString ELAPSED_NS = name("elapsed_ns");

    private final JsonFields fields;
    private final JsonHead head;

    JsonSums(JsonFields fields, JsonHead head) {
        this.fields = fields;
        this.head = head;
    }

    void write(Event.CaptureSummary event) {
        CaptureReport report = event.report();
        head.open(CAPTURE, event.timeNs());
        head.input(report.name(), report.live());
        fields.open(CAPTURE);
        fields.foreign(report.live() ? INTERFACE : FILE, report.name());
        fields.text(FORMAT, report.format());
        linkTypes(report.linkTypes());
        fields.number(TS_PRECISION, report.precision());
        if (report.snapLength() > 0) {
            fields.number(SNAPLEN, report.snapLength());
        }
        fields.number(PACKETS, report.packets());
        fields.number(BYTES, report.bytes());
        fields.known(DROPPED_KERNEL, report.droppedByKernel());
        fields.known(DROPPED_INTERFACE, report.droppedByInterface());
        damage(report.damage());
        fields.openArray(WARNINGS);
        report.warnings().forEach(fields::foreignElement);
        fields.closeArray();
        if (!report.comments().isEmpty()) {
            fields.openArray(COMMENTS);
            report.comments().forEach(fields::foreignElement);
            fields.closeArray();
        }
        counts(LINK_TYPES_SKIPPED, event.linkTypesSkipped());
        fields.close();
        fields.close();
    }

    /** The first one; all of them where they differ. */
    private void linkTypes(List<Integer> linkTypes) {
        if (!linkTypes.isEmpty()) {
            fields.number(LINKTYPE, linkTypes.get(0));
        }
        if (linkTypes.size() > 1) {
            fields.openArray(LINKTYPES);
            linkTypes.forEach(fields::element);
            fields.closeArray();
        }
    }

    private void damage(List<Damage> damage) {
        fields.openArray(DAMAGE);
        for (Damage fault : damage) {
            fields.open();
            fields.number(OFFSET, fault.offset());
            fields.number(RECORD, fault.record());
            fields.foreign(REASON, fault.reason());
            fields.flag(FATAL, fault.fatal());
            fields.close();
        }
        fields.closeArray();
    }

    private void counts(SerializedString name, Map<String, Long> counts) {
        fields.open(name);
        counts.forEach(fields::count);
        fields.close();
    }

    /** The {@code summary} event. */
    void write(Summary summary) {
        head.open(SUMMARY, summary.lastNs());
        figures(summary);
        fields.close();
    }

    /** The figures alone, under their name. */
    void figures(Summary summary) {
        fields.open(SUMMARY);
        fields.number(PACKETS, summary.packets());
        fields.number(UDP_SENDS, summary.udpSends());
        fields.number(SIGHTINGS, summary.sightings());
        fields.number(FRAGMENTS, summary.fragments());
        fields.number(ICMP_ERRORS, summary.icmpErrors());
        fields.number(ICMP_ERRORS_OTHER, summary.icmpErrorsOther());
        fields.number(EXACT, summary.exact());
        fields.number(TUPLE, summary.tuple());
        fields.number(AMBIGUOUS, summary.ambiguous());
        fields.number(ORPHAN, summary.orphan());
        fields.number(DUPLICATES, summary.duplicates());
        fields.number(FILTERED, summary.filtered());
        fields.number(FILTERED_SENDS, summary.filteredSends());
        fields.number(EXPIRED, summary.expired());
        fields.number(EVICTED, summary.evicted());
        outcomes(summary.outcomes());
        if (!summary.verdicts().isEmpty()) {
            verdicts(summary.verdicts());
        }
        counts(MALFORMED, summary.malformed());
        fields.known(DROPPED, summary.dropped());
        fields.number(LATE, summary.late());
        unlessZero(ELSEWHERE, summary.elsewhere());
        unlessZero(COMMENTS_FORGOTTEN, summary.commentsForgotten());
        unlessZero(FRAGMENTED_FORGOTTEN, summary.fragmentedForgotten());
        fields.number(BYTES, summary.bytes());
        if (summary.packets() > 0) {
            fields.number(ELAPSED_NS, summary.lastNs() - summary.firstNs());
        }
        fields.close();
    }

    private void unlessZero(SerializedString name, long count) {
        if (count > 0) {
            fields.number(name, count);
        }
    }

    /** Every outcome, so that one which did not occur reads 0. */
    private void outcomes(Map<Outcome, Long> outcomes) {
        fields.open(OUTCOMES);
        for (Outcome outcome : Outcome.values()) {
            fields.number(OUTCOME.of(outcome), outcomes.getOrDefault(outcome, 0L));
        }
        fields.close();
    }

    private void verdicts(Map<Fate.Verdict, Long> verdicts) {
        fields.open(VERDICTS);
        for (Fate.Verdict verdict : Fate.Verdict.values()) {
            fields.number(VERDICT.of(verdict), verdicts.getOrDefault(verdict, 0L));
        }
        fields.close();
    }
}
