// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.udpbounce.event.DestinationRecord.Heard;
import dev.udpbounce.render.SampleBounce;
import dev.udpbounce.render.Samples;
import org.junit.jupiter.api.Test;

class DestinationErrorsTest {
    private final DestinationErrors errors = new DestinationErrors();

    private void errorAt(long timeNs) {
        errors.add(new SampleBounce().at(Samples.FILE, 2, timeNs).build());
    }

    private DestinationRecord.Refusal refusal() {
        return errors.record(1).refusal();
    }

    @Test
    void whatComesFromTheDestinationLiesBeforeBetweenOrAfterItsErrors() {
        errors.heardAt(1);
        errorAt(2);
        assertThat(refusal().heard()).containsExactlyInAnyOrder(Heard.BEFORE);
        errors.heardAt(3);
        assertThat(refusal().heard()).containsExactlyInAnyOrder(Heard.BEFORE, Heard.AFTER);
        errorAt(4);
        assertThat(refusal().heard()).containsExactlyInAnyOrder(Heard.BEFORE, Heard.BETWEEN);
    }

    @Test
    void anErrorThatIsAddedLateHasItsPlaceByItsTime() {
        errors.heardAt(20);
        errorAt(10);
        assertThat(refusal().heard()).containsExactlyInAnyOrder(Heard.AFTER);
        errors.heardAt(30);
        errors.heardAt(50);
        errorAt(40);
        assertThat(refusal().heard()).containsExactlyInAnyOrder(Heard.BETWEEN, Heard.AFTER);
    }

    @Test
    void theLatestRouterIsNamedAndThatThereAreOthers() {
        errors.add(new SampleBounce().from(Reporter.ROUTER, Samples.ROUTER).build());
        assertThat(refusal().router()).isEqualTo(Samples.ROUTER);
        assertThat(refusal().severalRouters()).isFalse();
        errors.add(new SampleBounce()
                .from(Reporter.ROUTER, Samples.FAR_FLOW.destination())
                .build());
        assertThat(refusal().router()).isEqualTo(Samples.FAR_FLOW.destination());
        assertThat(refusal().severalRouters()).isTrue();
        assertThat(refusal().reporters()).containsExactly(Reporter.ROUTER);
    }

    @Test
    void anErrorOfAnotherKindRefusesNothing() {
        errors.add(new SampleBounce()
                .error(3, 1)
                .from(Reporter.ROUTER, Samples.ROUTER)
                .build());

        assertThat(refusal()).isEqualTo(DestinationRecord.Refusal.NONE);
        assertThat(errors.record(1).code()).isEqualTo(1);
    }

    @Test
    void anOrphanSaysSomethingOnlyWhereNothingBounced() {
        errors.add(new SampleBounce()
                .error(3, 1)
                .orphan(OrphanReason.UNSEEN)
                .at(Samples.FILE, 2, 5)
                .build());
        assertThat(errors.record(0).code()).isEqualTo(1);
        assertThat(errors.record(0).firstNs()).hasValue(5);
        errors.add(new SampleBounce().error(3, 4).build());
        errors.add(new SampleBounce().error(3, 1).orphan(OrphanReason.UNSEEN).build());

        assertThat(errors.record(1).code()).isEqualTo(4);
        assertThat(errors.record(1).orphans()).isEqualTo(2);
        assertThat(errors.record(1).firstNs()).hasValue(Samples.SEND.timeNs());
    }

    @Test
    void whatMayBeForgedRefusesNothing() {
        errors.add(new SampleBounce().error(3, 1).orphan(OrphanReason.SPOOFED).build());
        assertThat(errors.record(0).forged()).isTrue();
        errors.add(new SampleBounce().error(3, 2).orphan(OrphanReason.UNSEEN).build());
        errors.add(new SampleBounce().orphan(OrphanReason.SPOOFED).build());

        assertThat(errors.record(0).forged()).isFalse();
        assertThat(errors.record(0).code()).isEqualTo(2);
        assertThat(refusal().reporters()).isEmpty();
    }
}
