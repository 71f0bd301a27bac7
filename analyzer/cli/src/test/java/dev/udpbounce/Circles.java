// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Classes that depend on each other in circles: the strongly connected components of two classes or more. A nested class
 * counts as its outermost one. A constant of a primitive type or a string is copied into the class that uses it, so a
 * circle through such constants alone is not seen.
 */
final class Circles {
    private final Map<String, Set<String>> uses = new HashMap<>();
    private final Map<String, String> packages = new HashMap<>();

    private Circles(JavaClasses classes) {
        for (JavaClass each : classes) {
            JavaClass outermost = outermost(each);
            packages.put(outermost.getName(), outermost.getPackageName());
            Set<String> used = uses.computeIfAbsent(outermost.getName(), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                used.add(outermost(dependency.getTargetClass().getBaseComponentType())
                        .getName());
            }
        }
    }

    /** Those that span two packages, each by the names of its classes. */
    static List<SortedSet<String>> acrossPackages(JavaClasses classes) {
        Circles circles = new Circles(classes);
        return circles.all().stream()
                .filter(circle ->
                        circle.stream().map(circles.packages::get).distinct().count() > 1)
                .toList();
    }

    /** Those of more classes than that, each by the names of its classes. */
    static List<SortedSet<String>> above(int size, JavaClasses classes) {
        return new Circles(classes)
                .all().stream().filter(circle -> circle.size() > size).toList();
    }

    private static JavaClass outermost(JavaClass inner) {
        JavaClass outer = inner;
        while (outer.getEnclosingClass().isPresent()) {
            outer = outer.getEnclosingClass().get();
        }
        return outer;
    }

    private static Set<String> of(Map<String, Set<String>> sets, String name) {
        return sets.getOrDefault(name, Set.of());
    }

    private List<SortedSet<String>> all() {
        Map<String, Set<String>> reached = new HashMap<>();
        uses.keySet().forEach(name -> reached.put(name, reachedFrom(name)));
        List<SortedSet<String>> circles = new ArrayList<>();
        Set<String> left = new TreeSet<>(uses.keySet());
        for (String name : uses.keySet()) {
            SortedSet<String> circle = new TreeSet<>();
            for (String other : of(reached, name)) {
                if (left.contains(other) && of(reached, other).contains(name)) {
                    circle.add(other);
                }
            }
            left.removeAll(circle);
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
        return circles;
    }

    private Set<String> reachedFrom(String start) {
        Set<String> seen = new TreeSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(start));
        while (!next.isEmpty()) {
            for (String used : of(uses, next.remove())) {
                if (uses.containsKey(used) && seen.add(used)) {
                    next.add(used);
                }
            }
        }
        return seen;
    }
}
