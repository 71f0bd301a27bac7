// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.architecture.wrong.timeline;

import tools.jackson.core.JsonGenerator;

/** Jackson outside of render. */
public record TimelineThatWritesJson(JsonGenerator json) {}
