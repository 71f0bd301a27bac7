package dev.udpbounce.architecture.wrong.cli;

/** Stands for the command line, which nothing may use. */
public record Command(String name) {}
