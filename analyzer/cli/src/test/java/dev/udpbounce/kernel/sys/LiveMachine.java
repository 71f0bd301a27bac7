// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel.sys;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Requirements of tests on the machine. With UDPBOUNCE_REQUIRE_LIVE=1 they are mandatory. */
public final class LiveMachine {
    private LiveMachine() {}

    public static void needsRoot() {
        needs(Libc.calls().geteuid() == 0, "root's rights");
    }

    /** Skips the test if a requirement is not met, or fails it if requirements are mandatory. */
    public static void needs(boolean there, String what) {
        if (!there && "1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"))) {
            fail("needs " + what);
        }
        assumeTrue(there, () -> "needs " + what);
    }
}
