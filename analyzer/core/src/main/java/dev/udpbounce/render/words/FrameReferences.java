// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.render.words;

import dev.udpbounce.capture.Origin;

/** The numbers by which frames are referred to: {@code 3}, {@code b:3} of the second of several inputs. */
final class FrameReferences {
    private final InputLabels labels;

    FrameReferences(InputLabels labels) {
        this.labels = labels;
    }

    /** Appends a frame number, with its input if there are several. */
    void number(Origin origin, long frame, StringBuilder text) {
        String label = labels.of(origin);
        if (!label.isEmpty()) {
            text.append(label).append(':');
        }
        text.append(frame);
    }

    /** Appends a frame number as part of a sentence. */
    void append(Origin origin, long frame, StringBuilder text) {
        if (labels.of(origin).isEmpty()) {
            text.append('#');
        }
        number(origin, frame, text);
    }
}
