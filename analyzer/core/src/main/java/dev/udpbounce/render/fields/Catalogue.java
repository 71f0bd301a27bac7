// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.fields;

import java.util.List;

/**
 * All fields of the timeline, {@code udpbounce/1}. Names and types must remain stable: a field may be added, but none
 * may change its meaning.
 */
public final class Catalogue {
    private static final Field ROOT = Field.root();

    static final HeadFields HEAD =
            new HeadFields(ROOT, "udp_send", "icmp_error", "syscall", "flow", "capture", "summary", "delivery");
    static final UdpSendFields UDP_SEND = new UdpSendFields(ROOT);
    static final IcmpErrorFields ICMP_ERROR = new IcmpErrorFields(ROOT);
    static final SyscallFields SYSCALL = new SyscallFields(ROOT);
    static final FlowFields FLOW = new FlowFields(ROOT);
    static final CaptureFields CAPTURE = new CaptureFields(ROOT);
    static final SummaryFields SUMMARY = new SummaryFields(ROOT);
    static final DeliveryFields DELIVERY = new DeliveryFields(ROOT);

    static final EventType UDP_SEND_EVENT = new EventType(0, HEAD.udpPacket(), UDP_SEND.object);
    static final EventType ICMP_ERROR_EVENT = new EventType(1, HEAD.icmpPacket(), ICMP_ERROR.object);
    static final EventType SYSCALL_EVENT = new EventType(2, HEAD.call(), SYSCALL.object);
    static final EventType FLOW_EVENT = new EventType(3, HEAD.udpFlow(), FLOW.object);
    static final EventType CAPTURE_EVENT = new EventType(4, HEAD.input(), CAPTURE.object);
    static final EventType SUMMARY_EVENT = new EventType(5, HEAD.common(), SUMMARY.object);
    static final EventType DELIVERY_EVENT = new EventType(6, HEAD.call(), DELIVERY.object);

    private Catalogue() {}

    /** All fields, each at the index {@link Field#number()}. */
    public static List<Field> fields() {
        return ROOT.all();
    }

    /**
     * Returns the field with a path.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Field field(String path) {
        for (Field field : fields()) {
            if (field.path().equals(path)) {
                return field;
            }
        }
        throw new IllegalArgumentException("no field " + path);
    }

    public static List<EventType> events() {
        return List.of(
                UDP_SEND_EVENT,
                ICMP_ERROR_EVENT,
                SYSCALL_EVENT,
                FLOW_EVENT,
                CAPTURE_EVENT,
                SUMMARY_EVENT,
                DELIVERY_EVENT);
    }
}
