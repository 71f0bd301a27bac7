package dev.udpbounce.architecture.wrong.elsewhere;

/** Belongs to no stage. */
public record NoStage() {}
