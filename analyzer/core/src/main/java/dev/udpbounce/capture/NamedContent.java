// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.capture;

/**
 * A capture that is not a file of this machine's file system.
 *
 * @param name name of the capture, in reports and events
 * @param opener opens its content
 */
public record NamedContent(String name, ContentOpener opener) {}
