package dev.udpbounce.render;

import static dev.udpbounce.render.JsonFields.name;

import dev.udpbounce.correlate.Bounce;
import dev.udpbounce.correlate.Delivery;
import dev.udpbounce.correlate.Evidence;
import dev.udpbounce.correlate.Match;
import dev.udpbounce.correlate.OrphanReason;
import dev.udpbounce.correlate.Quoted;
import dev.udpbounce.correlate.Reporter;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.decode.Extension;
import dev.udpbounce.timeline.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.core.io.SerializedString;

/** Writes the {@code icmp_error} events. */
final class JsonIcmpErrors {
    private static final SerializedString ICMP_ERROR = name("icmp_error");
    private static final SerializedString ICMP = name("ICMP");
    private static final SerializedString IPV6_ICMP = name("IPv6-ICMP");
    private static final SerializedString ICMP_TYPE = name("icmp_type");
    private static final SerializedString ICMP_CODE = name("icmp_code");

    private static final SerializedString NAME = name("name");
    private static final SerializedString REPORTER = name("reporter");
    private static final SerializedString MATCH = name("match");
    private static final SerializedString EVIDENCE = name("evidence");
    private static final SerializedString CAUSE_PCAP_CNT = name("cause_pcap_cnt");
    private static final SerializedString CAUSE_PCAP_FILENAME = name("cause_pcap_filename");
    private static final SerializedString CAUSE_TUNNEL_DEPTH = name("cause_tunnel_depth");
    private static final SerializedString CANDIDATES = name("candidates");
    private static final SerializedString CANDIDATE_PCAP_CNTS = name("candidate_pcap_cnts");
    private static final SerializedString ORPHAN_REASON = name("orphan_reason");
    private static final SerializedString DUPLICATE_OF_PCAP_CNT = name("duplicate_of_pcap_cnt");
    private static final SerializedString DELAY_NS = name("delay_ns");
    private static final SerializedString MTU = name("mtu");
    private static final SerializedString ERRNO = name("errno");
    private static final SerializedString ERRNO_NAME = name("errno_name");
    private static final SerializedString TOLD = name("told");
    private static final SerializedString[] TOLD_VALUES =
            IntStream.range(0, 8).mapToObj(JsonIcmpErrors::told).toArray(SerializedString[]::new);

    private static final SerializedString QUOTED = name("quoted");
    private static final SerializedString IP_ID = name("ip_id");
    private static final SerializedString TTL = name("ttl");
    private static final SerializedString UDP_LEN = name("udp_len");
    private static final SerializedString UDP_CHECKSUM = name("udp_checksum");
    private static final SerializedString PAYLOAD_LEN = name("payload_len");
    private static final SerializedString TRUNCATED = name("truncated");

    private static final SerializedString EXTENSIONS = name("extensions");
    private static final SerializedString CLASS_NUM = name("class_num");
    private static final SerializedString CLASS_TYPE = name("class_type");
    private static final SerializedString DATA = name("data");
    private static final SerializedString MPLS = name("mpls");
    private static final SerializedString LABEL = name("label");
    private static final SerializedString EXP = name("exp");
    private static final SerializedString BOTTOM = name("bottom");

    private static final Words<Reporter> REPORTERS = new Words<>(Reporter.class);
    private static final Words<Match> MATCHES = new Words<>(Match.class);
    private static final Words<Evidence> EVIDENCES = new Words<>(Evidence.class);
    private static final Words<OrphanReason> ORPHAN_REASONS = new Words<>(OrphanReason.class);

    private final Map<Set<Evidence>, SerializedString> evidences = new HashMap<>();
    private final JsonFields fields;
    private final JsonHead head;
    private final JsonSockets sockets;

    JsonIcmpErrors(JsonFields fields, JsonHead head, JsonSockets sockets) {
        this.fields = fields;
        this.head = head;
        this.sockets = sockets;
    }

    void write(Event.IcmpError event) {
        Bounce bounce = event.bounce();
        head.open(ICMP_ERROR, bounce.timeNs());
        head.packet(bounce.origin(), bounce.frame(), bounce.vlan(), bounce.depth(), bounce.comment());
        head.icmp(bounce.source(), bounce.destination(), bounce.version() == 4 ? ICMP : IPV6_ICMP);
        fields.number(ICMP_TYPE, bounce.type());
        fields.number(ICMP_CODE, bounce.code());
        fields.communityId(bounce.quoted().flow());
        fields.open(ICMP_ERROR);
        Delivery delivery = bounce.delivery();
        fields.text(NAME, delivery.name());
        fields.word(REPORTER, REPORTERS.of(bounce.reporter()));
        match(bounce);
        fields.known(MTU, bounce.mtu());
        quoted(bounce.quoted());
        if (!bounce.extensions().isEmpty()) {
            extensions(bounce.extensions());
        }
        delivery(delivery);
        if (event.fate() != null) {
            sockets.fate(event.fate());
        }
        fields.close();
        fields.close();
    }

    private void match(Bounce bounce) {
        fields.word(MATCH, MATCHES.of(bounce.match()));
        fields.value(EVIDENCE, evidence(bounce.evidence()));
        if (bounce.match() == Match.AMBIGUOUS) {
            fields.number(CANDIDATES, bounce.candidates());
            fields.openArray(CANDIDATE_PCAP_CNTS);
            for (Long frame : bounce.candidateFrames()) {
                fields.element(frame);
            }
            fields.closeArray();
        }
        if (bounce.cause() != null) {
            cause(bounce, bounce.cause());
        }
        if (bounce.orphanReason() != null) {
            fields.word(ORPHAN_REASON, ORPHAN_REASONS.of(bounce.orphanReason()));
        }
        if (bounce.duplicateOf() > 0) {
            fields.number(DUPLICATE_OF_PCAP_CNT, bounce.duplicateOf());
        }
    }

    private void cause(Bounce bounce, Send cause) {
        fields.number(CAUSE_PCAP_CNT, cause.frame());
        if (!Objects.equals(cause.origin().file(), bounce.origin().file())) {
            fields.file(CAUSE_PCAP_FILENAME, cause.origin());
        }
        if (cause.depth() > 0) {
            fields.number(CAUSE_TUNNEL_DEPTH, cause.depth());
        }
        if (bounce.hasDelay()) {
            fields.number(DELAY_NS, bounce.delayNs());
        }
    }

    private void quoted(Quoted quoted) {
        fields.open(QUOTED);
        head.quoted(quoted.flow());
        fields.known(IP_ID, quoted.ipId());
        fields.known(TTL, quoted.ttl());
        fields.known(UDP_LEN, quoted.udpLength());
        fields.known(UDP_CHECKSUM, quoted.udpChecksum());
        fields.known(PAYLOAD_LEN, quoted.payloadPresent());
        fields.flag(TRUNCATED, quoted.truncated());
        fields.close();
    }

    private void extensions(List<Extension> extensions) {
        fields.openArray(EXTENSIONS);
        for (Extension extension : extensions) {
            fields.open();
            fields.number(CLASS_NUM, extension.classNum());
            fields.number(CLASS_TYPE, extension.classType());
            fields.text(DATA, extension.data());
            List<MplsLabel> labels = MplsLabel.stackOf(extension);
            if (!labels.isEmpty()) {
                mpls(labels);
            }
            fields.close();
        }
        fields.closeArray();
    }

    private void mpls(List<MplsLabel> labels) {
        fields.openArray(MPLS);
        for (MplsLabel label : labels) {
            fields.open();
            fields.number(LABEL, label.label());
            fields.number(EXP, label.exp());
            fields.flag(BOTTOM, label.bottom());
            fields.number(TTL, label.ttl());
            fields.close();
        }
        fields.closeArray();
    }

    private void delivery(Delivery delivery) {
        if (delivery.errnoName() != null) {
            fields.number(ERRNO, delivery.errno());
            fields.text(ERRNO_NAME, delivery.errnoName());
        }
        int told = (delivery.tellsConnected() ? 1 : 0)
                | (delivery.tellsUnconnected() ? 2 : 0)
                | (delivery.tellsRecverr() ? 4 : 0);
        fields.value(TOLD, TOLD_VALUES[told]);
    }

    private static SerializedString told(int bits) {
        return new SerializedString("{\"connected\":%b,\"unconnected\":%b,\"recverr\":%b}"
                .formatted((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0));
    }

    /** The array of what agrees, encoded at its first use. */
    private SerializedString evidence(Set<Evidence> agreeing) {
        SerializedString known = evidences.get(agreeing);
        if (known == null) {
            known = new SerializedString(agreeing.stream()
                    .map(evidence -> '"' + EVIDENCES.of(evidence).getValue() + '"')
                    .collect(Collectors.joining(",", "[", "]")));
            evidences.put(agreeing, known);
        }
        return known;
    }
}
