// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.experiment;

import dev.udpbounce.event.SocketCall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The returned calls of an experiment, and the results of those that are predicted. */
final class CallLog {
    private final Consumer<SocketCall> calls;
    private final List<String> observations = new ArrayList<>();

    /** @param calls receives every call, after its return */
    CallLog(Consumer<SocketCall> calls) {
        this.calls = calls;
    }

    /** Records a returned call; {@code observed} if its result is predicted. */
    void returned(SocketCall call, boolean observed) {
        calls.accept(call);
        if (observed) {
            String answer = call.failed()
                    ? "-1 " + call.answer().errnoName()
                    : Long.toString(call.answer().result());
            observations.add(call.request().name() + " " + answer);
        }
    }

    /** Returns the results of the predicted calls since the previous call of this method. */
    List<String> takeObservations() {
        List<String> taken = List.copyOf(observations);
        observations.clear();
        return taken;
    }
}
