// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.experiment;

import java.io.IOException;
import java.util.List;

/**
 * An experiment.
 *
 * @param sentence conclusion of the experiment
 * @param predictions predicted results of the relevant calls, such as {@code recvfrom -1 ECONNREFUSED}
 */
public record Experiment(String title, String sentence, List<String> predictions, Body body) {
    /** Makes the calls of the experiment. */
    public interface Body {
        void run(Bench bench) throws IOException;
    }
}
