// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.kernel;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import dev.udpbounce.Rooms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel packages depend on the records of the stages, but neither on their presentation nor on packet sources. */
class KernelArchitectureTest {
    private static final String OURS = "dev.udpbounce";

    @ParameterizedTest
    @CsvSource({
        "kernel.sys, 'decode icmp event'",
        "kernel.bpf, 'kernel.sys'",
        "kernel.privilege, 'kernel.sys kernel.bpf icmp'",
        "kernel.network, 'kernel.sys decode icmp'",
        "kernel.translation, 'kernel.sys decode icmp event'",
        "kernel.observe, 'kernel.sys kernel.bpf kernel.network decode icmp event'",
        "kernel.socket, 'kernel.sys kernel.bpf kernel.network kernel.observe kernel.translation capture decode icmp event socket'",
        "kernel.trace, 'kernel.sys kernel.bpf kernel.network decode icmp event'",
        "kernel.experiment, 'kernel.sys decode icmp event'",
        "kernel.packet, 'kernel.sys icmp'",
        "live, 'kernel.sys kernel.network kernel.packet capture decode'",
        "metrics, 'capture icmp event correlate render.terminal'"
    })
    void aPackageUsesOnlyThoseBelowIt(String name, String below) {
        Rooms.usesOnly(OURS, name, below).check(Rooms.CLASSES);
    }

    @Test
    void packagesFormNoCircle() {
        slices().matching("dev.udpbounce.(kernel.*)").should().beFreeOfCycles().check(Rooms.CLASSES);
    }
}
