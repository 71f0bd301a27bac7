// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.Fate.Basis;
import dev.udpbounce.event.Fate.Verdict;
import dev.udpbounce.event.SocketOwner;
import dev.udpbounce.screen.Key.Kind;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the keys do. */
class ScreenStateTest {
    private static final SocketOwner A = LiveEvents.process("statsd", 4811);
    private static final SocketOwner B = LiveEvents.process("resolver", 977);

    private long nowNs;
    private final ScreenModel model = new ScreenModel(() -> ++nowNs, () -> 0);
    private final LiveEvents events = new LiveEvents(model);
    private final ScreenState state = new ScreenState(model.snapshot());

    @BeforeEach
    void threeRows() {
        send(1, 5, 1);
        send(2, 3, 3);
        send(3, 9, 2);
        state.update(model.snapshot());
    }

    private void send(int port, int sent, int refused) {
        for (int i = 0; i < sent; i++) {
            var send = events.send(port, port == 2 ? B : A);
            if (i < refused) {
                events.refuse(send, LiveEvents.fate(port == 3 ? Verdict.NEVER_TOLD : Verdict.TOLD, Basis.KERNEL));
            }
        }
    }

    private List<Integer> ports() {
        return state.rows().stream().map(row -> row.key().port()).toList();
    }

    private ScreenState.Wish press(Kind... keys) {
        ScreenState.Wish wish = ScreenState.Wish.NONE;
        for (Kind key : keys) {
            wish = state.press(Key.of(key));
        }
        return wish;
    }

    private ScreenState.Wish type(String text) {
        ScreenState.Wish wish = ScreenState.Wish.NONE;
        for (int i = 0; i < text.length(); i++) {
            wish = state.press(Key.of(text.charAt(i)));
        }
        return wish;
    }

    @Test
    void theMostBouncesComeFirstAndEachSortHasItsKey() {
        assertThat(ports()).containsExactly(2, 3, 1);
        type("s");
        assertThat(state.sort()).isEqualTo(SortOrder.NEVER);
        assertThat(ports()).first().isEqualTo(3);
        type("s");
        assertThat(state.sort()).isEqualTo(SortOrder.LAST);
        assertThat(ports()).first().isEqualTo(3);
        type("s");
        assertThat(ports()).containsExactly(3, 1, 2);
        type("s");
        assertThat(ports()).containsExactly(1, 2, 3);
        type("s");
        assertThat(state.sort()).isEqualTo(SortOrder.BOUNCED);
    }

    @Test
    void rowsKeepTheirPlacesUnderTheCursor() {
        press(Kind.DOWN, Kind.DOWN);
        assertThat(state.chosenIndex()).isEqualTo(1);
        assertThat(state.held()).isTrue();

        send(1, 50, 50);
        send(4, 90, 90);
        state.update(model.snapshot());
        assertThat(ports()).as("a new row comes last").containsExactly(2, 3, 1, 4);
        assertThat(state.chosenIndex()).isEqualTo(1);

        type("o");
        assertThat(ports()).containsExactly(4, 1, 2, 3);
        assertThat(state.chosenIndex()).as("the same row").isEqualTo(3);
    }

    @Test
    void theCursorStopsAtBothEnds() {
        press(Kind.UP);
        assertThat(state.chosenIndex()).isZero();
        press(Kind.UP);
        assertThat(state.chosenIndex()).isZero();
        press(Kind.END, Kind.DOWN);
        assertThat(state.chosenIndex()).isEqualTo(2);
        press(Kind.HOME);
        assertThat(state.chosenIndex()).isZero();
        type("jj");
        assertThat(state.chosenIndex()).isEqualTo(2);
        press(Kind.ESCAPE);
        assertThat(state.chosenIndex()).isEqualTo(-1);
        assertThat(state.held()).isFalse();
    }

    @Test
    void theChosenRowIsAlwaysInSight() {
        for (int port = 10; port < 40; port++) {
            send(port, 1, 0);
        }
        state.update(model.snapshot());
        assertThat(state.top(5)).isZero();
        press(Kind.END);
        assertThat(state.top(5)).isEqualTo(state.rows().size() - 5);
        press(Kind.PAGE_UP);
        assertThat(state.chosenIndex()).isEqualTo(state.rows().size() - 6);
        assertThat(state.top(5)).isEqualTo(state.rows().size() - 6);
        assertThat(state.top(0)).isEqualTo(state.chosenIndex());
        press(Kind.HOME);
        assertThat(state.top(5)).isZero();
    }

    @Test
    void aPauseFreezesTheScreenAndNotTheCounts() {
        type("p");
        send(1, 50, 50);
        state.update(model.snapshot());
        assertThat(ports()).containsExactly(2, 3, 1);
        assertThat(state.shown().all().bounced()).isEqualTo(6);
        press(Kind.DOWN);
        assertThat(state.chosenIndex()).isZero();

        type("p");
        state.update(model.snapshot());
        assertThat(state.shown().all().bounced()).isEqualTo(56);
    }

    @Test
    void aFilterTakesTextOfDestinationProcessAndError() {
        assertThat(type("/q")).isEqualTo(ScreenState.Wish.NONE);
        assertThat(state.filter()).isEqualTo("q");
        press(Kind.BACKSPACE);
        type("RESOLV");
        assertThat(ports()).containsExactly(2);
        press(Kind.ENTER);
        assertThat(state.typing()).isFalse();
        assertThat(type("q")).isEqualTo(ScreenState.Wish.QUIT);
        press(Kind.ESCAPE);
        assertThat(ports()).hasSize(3);

        type("/127.0.0.1:3");
        assertThat(ports()).containsExactly(3);
        press(Kind.ESCAPE);
        type("/port unreach");
        assertThat(ports()).hasSize(3);
        press(Kind.BACKSPACE, Kind.BACKSPACE);
        assertThat(state.filter()).isEqualTo("port unrea");
    }

    @Test
    void aHiddenRowIsChosenAgainWhenItReturns() {
        press(Kind.DOWN);
        type("/statsd");
        assertThat(state.chosenIndex()).isEqualTo(-1);
        press(Kind.ESCAPE);
        assertThat(state.chosenIndex()).isGreaterThanOrEqualTo(0);
        assertThat(state.rows().get(state.chosenIndex()).key().port()).isEqualTo(2);
    }

    @Test
    void whatConcernsMoreThanTheScreenIsHandedOn() {
        assertThat(type("w")).isEqualTo(ScreenState.Wish.WRITE);
        assertThat(type("q")).isEqualTo(ScreenState.Wish.QUIT);
        assertThat(press(Kind.CLOSED)).isEqualTo(ScreenState.Wish.QUIT);
        type("/");
        assertThat(press(Kind.CLOSED)).isEqualTo(ScreenState.Wish.QUIT);
    }

    @Test
    void withoutRowsNoKeyFails() {
        ScreenState empty = new ScreenState(new ScreenModel(() -> 0, () -> 0).snapshot());
        for (Kind kind : Kind.values()) {
            empty.press(kind == Kind.CHARACTER ? Key.of('s') : Key.of(kind));
        }
        assertThat(empty.rows()).isEmpty();
        assertThat(empty.top(5)).isZero();
    }
}
