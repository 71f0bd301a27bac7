package dev.udpbounce.kernel;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What tests need of the machine that they run on. With UDPBOUNCE_REQUIRE_LIVE=1 it must be there. */
final class LiveMachine {
    private LiveMachine() {}

    static void needsRoot() {
        needs(Libc.calls().geteuid() == 0, "root's rights");
    }

    /** Skips the test, or has it fail, unless it is there. */
    static void needs(boolean there, String what) {
        if (!there && "1".equals(System.getenv("UDPBOUNCE_REQUIRE_LIVE"))) {
            fail("needs " + what);
        }
        assumeTrue(there, () -> "needs " + what);
    }
}
