package dev.udpbounce.cli;

import dev.udpbounce.kernel.KernelWitness;
import dev.udpbounce.timeline.Witness;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Whose sockets the datagrams of a live capture come from, as far as this kernel tells it. */
final class LiveWitness implements AutoCloseable {
    private static final int MOST_LIMITS = 5;

    private final KernelWitness kernel;

    private LiveWitness(KernelWitness kernel) {
        this.kernel = kernel;
    }

    /** Begins to watch, and says what cannot be told; null if that is everything. */
    static @Nullable LiveWitness open(boolean everyDatagram, Messages messages) {
        try {
            LiveWitness witness = new LiveWitness(KernelWitness.open(everyDatagram));
            messages.warnings(witness.kernel.limits(), MOST_LIMITS);
            return witness;
        } catch (IOException e) {
            messages.error("the kernel does not tell of its sockets", Faults.reason(e));
            return null;
        }
    }

    Witness kernel() {
        return kernel;
    }

    /** Says how often it was not asked. */
    void tellRefusals(Messages messages) {
        if (kernel.refusals() > 0) {
            messages.line(kernel.refusals() + " times no socket was looked up, because too many were asked for");
        }
    }

    @Override
    public void close() {
        kernel.close();
    }
}
