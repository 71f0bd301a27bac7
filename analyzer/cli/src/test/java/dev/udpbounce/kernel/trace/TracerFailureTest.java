// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.SocketCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command survives failures of this process. */
@Tag("live")
class TracerFailureTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCommandGoesOnToItsEndWithoutMemoryForItsCalls(boolean filtering) throws IOException {
        Trial.assumePossible();
        String program = Trial.program("experiment.c", folder);
        List<String> unseen = new ArrayList<>();
        Tracer.Listener exhausted = new Tracer.Listener() {
            @Override
            public void onCall(SocketCall call) {
                throw new OutOfMemoryError("for this test");
            }

            @Override
            public void onSocketDied(long socketId, long timeNs) {
                throw new OutOfMemoryError("for this test");
            }

            @Override
            public void onBlindSpot(String what) {
                unseen.add(what);
            }
        };
        Path done = folder.resolve("done");
        String script = "for i in 1 2 3; do " + program + " alternating >/dev/null || exit 1; done; " + "(" + program
                + " program_one >/dev/null && >" + done + ") & wait; exit 7";

        int status = new Tracer(exhausted, filtering).run(List.of("sh", "-c", script), Map.of());

        assertThat(status).isEqualTo(7);
        assertThat(done).exists();
        assertThat(unseen).singleElement().asString().contains("a failure of udpbounce itself", "for this test");
    }
}
