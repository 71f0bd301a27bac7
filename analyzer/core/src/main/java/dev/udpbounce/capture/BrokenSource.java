// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.List;

/**
 * The empty source of an input that was recognized but cannot be read later.
 *
 * @param reason reason in the report
 */
record BrokenSource(String file, String format, String reason) implements FrameSource {
    @Override
    public boolean next(Frame frame) {
        return false;
    }

    @Override
    public List<CaptureReport> reports() {
        Findings findings = new Findings(file, format);
        findings.fatal(0, 1, reason);
        return List.of(findings.report(0, 0, -1, -1));
    }

    @Override
    public void close() {
        // nothing is open
    }
}
