package dev.udpbounce.correlate;

/** Takes the answers of a {@link Correlator} as they become final. */
public interface CorrelationHandler {
    /** An error, as soon as it is seen. The send that it answers was given to {@link #onSend} just before, once. */
    void onBounce(Bounce bounce);

    /**
     * A datagram whose outcome is final: every bounced one, and every other one if all sends are followed.
     *
     * @param errorFrame frame number of the error that bounced it, or 0
     * @param replyFrame frame number of the datagram that answered it, or 0
     */
    void onSend(Send send, Outcome outcome, long errorFrame, long replyFrame);

    /** A flow that will not be reported again: every one with an error, and every other one if all are followed. */
    void onFlow(FlowRecord flow);
}
