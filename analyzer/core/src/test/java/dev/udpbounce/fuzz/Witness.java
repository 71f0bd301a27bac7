// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.fuzz;

import dev.udpbounce.event.Bounce;
import dev.udpbounce.event.Fate;
import dev.udpbounce.event.Send;
import dev.udpbounce.event.SocketOwner;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Says anything of anybody. */
final class Witness implements dev.udpbounce.socket.SocketLookup {
    private static final List<String> NAMES = List.of(
            "", "python3", "=cmd|' /C calc'!A0", "a\u001b]0;b\u0007", "\"),\n{", "\u202etxt", "\ud800", "é\u0085");

    private static final List<Fate.Verdict> VERDICTS = List.of(Fate.Verdict.values());
    private static final List<Fate.Basis> BASES = List.of(Fate.Basis.values());

    private final SplittableRandom random;

    Witness(SplittableRandom random) {
        this.random = random;
    }

    @Override
    public @Nullable SocketOwner senderOf(Send send) {
        String name = NAMES.get(random.nextInt(NAMES.size()));
        return random.nextInt(4) == 0
                ? null
                : new SocketOwner(
                        random.nextInt(), random.nextInt(-1, 9), name, random.nextInt(), random.nextLong(), -1);
    }

    @Override
    public @Nullable Fate fateOf(Bounce bounce) {
        if (random.nextInt(8) == 0) {
            return null;
        }
        Fate.Verdict verdict = VERDICTS.get(random.nextInt(VERDICTS.size()));
        Fate.Basis basis = BASES.get(random.nextInt(BASES.size()));
        String name = NAMES.get(random.nextInt(NAMES.size()));
        SocketOwner sender = random.nextBoolean() ? null : new SocketOwner(1, 1, name, 0, 1, 1);
        return new Fate(verdict, basis, sender, null, List.of(), random.nextInt(3) - 1L);
    }
}
