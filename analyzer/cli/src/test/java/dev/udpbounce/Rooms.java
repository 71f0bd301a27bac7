// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** The classes of the whole program, core and command line, and the rules for the packages that they are in. */
public final class Rooms {
    /** All that is no test. */
    public static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("fixtures"))
            .importPackages("dev.udpbounce");

    private Rooms() {}

    /**
     * Of the packages below {@code root}, this one uses only those.
     *
     * @param room its name below the root
     * @param below their names below the root, with spaces in between
     */
    public static ArchRule usesOnly(String root, String room, String below) {
        List<String> allowed = new ArrayList<>(List.of(root + "." + room));
        for (String each : below.split(" ", -1)) {
            allowed.add(root + "." + each);
        }
        return classes()
                .that()
                .resideInAPackage(root + "." + room)
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage(root + "..")).or(resideInAnyPackage(allowed.toArray(new String[0]))));
    }

    /** What is in the package {@code library} or below it is used in {@code home} and below it alone. */
    public static ArchRule livesIn(String home, String library) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(home + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library + "..");
    }
}
