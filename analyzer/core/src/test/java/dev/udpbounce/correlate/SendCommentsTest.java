package dev.udpbounce.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendCommentsTest {
    private static final String COMMENT = "x".repeat(1024);

    @Test
    void keepsAsManyAsThereIsRoomForAndCountsTheOthers() {
        SendComments comments = new SendComments(1 << 16);
        for (int sequence = 1; sequence <= 100; sequence++) {
            comments.add(sequence, COMMENT);
        }

        long kept = 100 - comments.forgotten();
        assertThat(kept).isBetween(20L, 32L);
        assertThat(comments.of(kept)).isEqualTo(COMMENT);
        assertThat(comments.of(kept + 1)).isNull();
    }

    @Test
    void aSendThatLeavesMakesRoom() {
        SendComments comments = new SendComments(1 << 16);
        for (int sequence = 1; sequence <= 100_000; sequence++) {
            comments.add(sequence, COMMENT);
            comments.remove(sequence - 5);
        }

        assertThat(comments.forgotten()).isZero();
        assertThat(comments.of(100_000)).isEqualTo(COMMENT);
        assertThat(comments.of(99_995)).isNull();
    }

    @Test
    void mostSendsHaveNone() {
        SendComments comments = new SendComments(1 << 16);
        comments.remove(7);

        assertThat(comments.of(7)).isNull();
    }
}
