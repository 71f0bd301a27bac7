// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import dev.udpbounce.event.Event;
import dev.udpbounce.event.SocketCall;
import dev.udpbounce.event.SocketCall.Endpoint;
import dev.udpbounce.event.Summary;

/** Passes events to a {@link FieldSink} field by field: first the top level, then the event's own object. */
public final class EventFields {
    private final FieldSink sink;
    private final Head head;

    public EventFields(FieldSink sink) {
        this.sink = sink;
        head = new Head(Catalogue.HEAD, sink);
    }

    /**
     * Sets the instant from which offsets are measured. Earlier events have no time.
     *
     * @param firstNs nanoseconds since the Unix epoch
     */
    public void begin(long firstNs) {
        head.begin(firstNs);
    }

    public void event(Event event) {
        sink.beginEvent();
        if (event instanceof Event.UdpSend send) {
            head.common(Catalogue.UDP_SEND_EVENT, send);
            head.packet(send.send());
            head.udp(send.send().flow());
            Catalogue.UDP_SEND.write(send, sink);
        } else if (event instanceof Event.IcmpError error) {
            head.common(Catalogue.ICMP_ERROR_EVENT, error);
            head.packet(error.bounce().sighting());
            head.icmp(error.bounce().icmp());
            head.communityId(error.bounce().quoted().flow());
            Catalogue.ICMP_ERROR.write(error, sink);
        } else if (event instanceof Event.Syscall syscall) {
            head.common(Catalogue.SYSCALL_EVENT, syscall);
            call(syscall.call());
        } else if (event instanceof Event.Delivery delivery) {
            head.common(Catalogue.DELIVERY_EVENT, delivery);
            head.call(delivery.delivery().local(), delivery.delivery().peer());
            Catalogue.DELIVERY.write(delivery.delivery(), sink);
        } else if (event instanceof Event.FlowSummary flow) {
            head.common(Catalogue.FLOW_EVENT, flow);
            head.udp(flow.flow().flow());
            Catalogue.FLOW.write(flow.flow(), sink);
        } else if (event instanceof Event.CaptureSummary capture) {
            head.common(Catalogue.CAPTURE_EVENT, capture);
            head.input(capture.report().name(), capture.report().live());
            Catalogue.CAPTURE.write(capture, sink);
        }
        sink.endEvent();
    }

    private void call(SocketCall call) {
        Endpoint named = call.request().peer();
        head.call(call.state().local(), named == null ? call.state().peer() : named);
        Catalogue.SYSCALL.write(call, sink);
    }

    /** Writes the summary as an event. */
    public void summary(Summary summary) {
        sink.beginEvent();
        head.common(Catalogue.SUMMARY_EVENT, true, summary.traffic().lastNs());
        figures(summary);
        sink.endEvent();
    }

    /** Writes only the object of the summary. */
    public void figures(Summary summary) {
        Catalogue.SUMMARY.write(summary, sink);
    }
}
