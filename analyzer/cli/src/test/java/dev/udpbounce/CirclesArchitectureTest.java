// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Classes of the core and of the command line that cannot be understood one after the other are few and near. */
class CirclesArchitectureTest {
    /** More classes than that in one circle are too many to read as one thing. */
    private static final int MOST_IN_A_CIRCLE = 6;

    /** Small classes that each break a rule, to see that the rules hold anybody at all. */
    private static final String WRONG = "dev.udpbounce.architecture.wrong";

    private static final JavaClasses WRONG_CLASSES = new ClassFileImporter().importPackages(WRONG);

    @Test
    void noCircleOfClassesSpansTwoPackages() {
        assertThat(Circles.acrossPackages(Rooms.CLASSES)).isEmpty();
    }

    @Test
    void noCircleOfClassesIsLarge() {
        assertThat(Circles.above(MOST_IN_A_CIRCLE, Rooms.CLASSES)).isEmpty();
    }

    @Test
    void aCircleAcrossTwoPackagesIsFound() {
        assertThat(Circles.acrossPackages(WRONG_CLASSES))
                .containsExactly(new TreeSet<>(Set.of(WRONG + ".circle.There", WRONG + ".ring.Back")));
    }

    @Test
    void aLargeCircleIsFound() {
        assertThat(Circles.above(MOST_IN_A_CIRCLE, WRONG_CLASSES))
                .singleElement()
                .satisfies(circle -> assertThat(circle)
                        .hasSize(MOST_IN_A_CIRCLE + 1)
                        .contains(WRONG + ".ring.First", WRONG + ".ring.Seventh"));
    }
}
