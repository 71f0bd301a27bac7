package dev.udpbounce.kernel.experiment;

import java.io.IOException;
import java.util.List;

/**
 * One experiment.
 *
 * @param sentence what it shows
 * @param predictions of the calls that matter, as {@code recvfrom -1 ECONNREFUSED}
 */
public record Experiment(String title, String sentence, List<String> predictions, Body body) {
    /** Makes the calls. */
    public interface Body {
        void run(Bench bench) throws IOException;
    }
}
