package dev.udpbounce.render;

import static dev.udpbounce.render.JsonFields.name;

import dev.udpbounce.correlate.Delays;
import dev.udpbounce.correlate.FlowRecord;
import dev.udpbounce.correlate.Outcome;
import dev.udpbounce.correlate.Send;
import dev.udpbounce.timeline.Event;
import tools.jackson.core.io.SerializedString;

/** Writes the events about datagrams: {@code udp_send} for one, {@code flow} for one direction's sum. */
final class JsonSends {
    private static final SerializedString UDP_SEND = name("udp_send");
    private static final SerializedString LEN = name("len");
    private static final SerializedString IP_ID = name("ip_id");
    private static final SerializedString TTL = name("ttl");
    private static final SerializedString FRAGMENT = name("fragment");
    private static final SerializedString OUTCOME = name("outcome");
    private static final SerializedString ERROR_PCAP_CNT = name("error_pcap_cnt");
    private static final SerializedString REPLY_PCAP_CNT = name("reply_pcap_cnt");
    private static final Words<Outcome> OUTCOMES = new Words<>(Outcome.class);

    private static final SerializedString FLOW = name("flow");
    private static final SerializedString START = name("start");
    private static final SerializedString END = name("end");
    private static final SerializedString SENDS = name("sends");
    private static final SerializedString BOUNCED = name("bounced");
    private static final SerializedString ANSWERED = name("answered");
    private static final SerializedString SUPPRESSED = name("suppressed");
    private static final SerializedString NO_ERROR_SEEN = name("no_error_seen");
    private static final SerializedString DELAY = name("delay");
    private static final SerializedString MIN_NS = name("min_ns");
    private static final SerializedString P50_NS = name("p50_ns");
    private static final SerializedString P99_NS = name("p99_ns");
    private static final SerializedString MAX_NS = name("max_ns");

    private final JsonFields fields;
    private final JsonHead head;
    private final JsonSockets sockets;

    JsonSends(JsonFields fields, JsonHead head, JsonSockets sockets) {
        this.fields = fields;
        this.head = head;
        this.sockets = sockets;
    }

    void write(Event.UdpSend event) {
        Send send = event.send();
        head.open(UDP_SEND, send.timeNs());
        head.packet(send.origin(), send.frame(), send.vlan(), send.depth(), send.comment());
        head.udp(send.flow());
        fields.open(UDP_SEND);
        fields.known(LEN, send.payloadLength());
        fields.known(IP_ID, send.ipId());
        fields.known(TTL, send.ttl());
        if (send.fragment()) {
            fields.flag(FRAGMENT, true);
        }
        fields.word(OUTCOME, OUTCOMES.of(event.outcome()));
        if (event.errorFrame() > 0) {
            fields.number(ERROR_PCAP_CNT, event.errorFrame());
        }
        if (event.replyFrame() > 0) {
            fields.number(REPLY_PCAP_CNT, event.replyFrame());
        }
        if (event.sender() != null) {
            sockets.sender(event.sender());
        }
        fields.close();
        fields.close();
    }

    void write(FlowRecord flow) {
        head.open(FLOW, flow.endNs());
        head.udp(flow.flow());
        fields.open(FLOW);
        fields.time(START, flow.startNs());
        fields.time(END, flow.endNs());
        fields.number(SENDS, flow.sends());
        fields.number(BOUNCED, flow.bounced());
        fields.number(ANSWERED, flow.answered());
        fields.number(SUPPRESSED, flow.suppressed());
        fields.number(NO_ERROR_SEEN, flow.noErrorSeen());
        if (flow.delays().count() > 0) {
            delay(flow.delays());
        }
        fields.close();
        fields.close();
    }

    private void delay(Delays delays) {
        fields.open(DELAY);
        fields.number(MIN_NS, delays.min());
        fields.number(P50_NS, delays.median());
        fields.number(P99_NS, delays.p99());
        fields.number(MAX_NS, delays.max());
        fields.close();
    }
}
