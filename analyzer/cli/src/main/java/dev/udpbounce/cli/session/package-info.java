/**
 * The common parts of all commands that print a timeline: giving up rights, opening outputs, recording findings, and
 * the exit status. The sources of packets are not handled here.
 */
@NullMarked
package dev.udpbounce.cli.session;

import org.jspecify.annotations.NullMarked;
