// SPDX-License-Identifier: Apache-2.0
/**
 * The report page: takes a timeline, writes one HTML page that needs nothing else. The style and the script are files of
 * their own among the resources. Never here: facts about errors, and words about single events.
 */
@NullMarked
package dev.udpbounce.render.html;

import org.jspecify.annotations.NullMarked;
