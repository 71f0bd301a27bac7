// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.cli;

/** Stands for the command line, which nothing may use. */
public record Command(String name) {}
