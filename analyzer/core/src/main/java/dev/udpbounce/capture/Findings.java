// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects the content of a {@link CaptureReport} other than the counts of frames. All lists are bounded. */
final class Findings {
    private static final int MOST_FAULTS = 100;
    private static final int MOST_WARNINGS = 100;
    private static final int MOST_COMMENTS = 100;
    private static final int MOST_SYSTEMS = 100;

    private final String file;
    private final String format;
    private final Set<Integer> linkTypes = new LinkedHashSet<>();
    private final List<Damage> damage = new ArrayList<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private final Set<String> comments = new LinkedHashSet<>();
    private final Set<String> systems = new LinkedHashSet<>();
    private int precision = 6;
    private int snapLength;
    private boolean unlimited;

    Findings(String file, String format) {
        this.file = file;
        this.format = format;
    }

    /** Adds an interface of the file, or the single one of a classic capture. */
    void describe(int linkType, int snapLimit, int digits) {
        linkTypes.add(linkType);
        unlimited |= snapLimit == 0;
        snapLength = Math.max(snapLength, snapLimit);
        precision = Math.max(precision, digits);
    }

    /** Adds a fault after which reading continues. Only the first {@value #MOST_FAULTS} are kept. */
    void damage(long offset, long record, String reason) {
        if (damage.size() < MOST_FAULTS) {
            damage.add(new Damage(file, offset, record, reason, false));
        } else {
            warn("more than " + MOST_FAULTS + " damaged blocks: only the first are listed");
        }
    }

    /** Adds the fault that ends the file. */
    void fatal(long offset, long record, String reason) {
        damage.add(new Damage(file, offset, record, reason, true));
    }

    /** Adds a warning. Duplicates are kept once. */
    void warn(String text) {
        if (warnings.size() < MOST_WARNINGS) {
            warnings.add(text);
        }
    }

    /** Adds the comment of a section or an interface, if not null. Duplicates are kept once. */
    void comment(@Nullable String text) {
        if (text == null || comments.contains(text)) {
            return;
        }
        if (comments.size() < MOST_COMMENTS) {
            comments.add(text);
        } else {
            warn("more than " + MOST_COMMENTS + " comments of sections and interfaces: only the first are kept");
        }
    }

    /** The operating system that a section or an interface names, if it does; of many different ones only the first are kept. */
    void system(@Nullable String name) {
        if (name != null && !name.isEmpty() && systems.size() < MOST_SYSTEMS) {
            systems.add(name);
        }
    }

    CaptureReport report(long packets, long bytes, long droppedByKernel, long droppedByInterface) {
        return new CaptureReport(
                file,
                false,
                format,
                List.copyOf(linkTypes),
                precision,
                unlimited ? 0 : snapLength,
                packets,
                bytes,
                droppedByKernel,
                droppedByInterface,
                List.copyOf(damage),
                List.copyOf(warnings),
                List.copyOf(comments),
                List.copyOf(systems));
    }
}
