/**
 * BPF programs in the kernel: takes instructions and maps, and returns the descriptors that keep them loaded.
 * Independent of what a program does.
 */
@NullMarked
package dev.udpbounce.kernel.bpf;

import org.jspecify.annotations.NullMarked;
