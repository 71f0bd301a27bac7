// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.flink;

import dev.udpbounce.capture.FrameSource;
import dev.udpbounce.capture.Inputs;
import dev.udpbounce.partition.FileSurvey;
import dev.udpbounce.partition.PartitionSettings;
import dev.udpbounce.partition.Surveyor;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.MapFunction;

/** The first pass: a capture → its index and its survey. */
final class SurveyStep implements MapFunction<CaptureFile, byte[]> {
    private static final long serialVersionUID = 1L;

    private final PartitionSettings settings;

    SurveyStep(PartitionSettings settings) {
        this.settings = settings;
    }

    @Override
    public byte[] map(CaptureFile file) throws IOException {
        RemoteContent content = new RemoteContent(file);
        FileSurvey survey = survey(file, content);
        content.check();
        return Octets.of(out -> {
            out.writeInt(file.index);
            survey.write(out);
        });
    }

    private FileSurvey survey(CaptureFile file, RemoteContent content) {
        try (Inputs inputs = Inputs.open(List.of(content.named(file.name)), Map.of(file.name, file.skewNs))) {
            if (inputs.readable().isEmpty()) {
                return Surveyor.refused(inputs.unreadable().get(0), settings);
            }
            try (FrameSource frames = inputs.frames()) {
                return Surveyor.survey(inputs.readable().get(0), frames, settings);
            }
        }
    }
}
