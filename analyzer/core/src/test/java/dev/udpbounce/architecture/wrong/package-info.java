/** Classes that break the rules of the architecture on purpose, one sin each, so that a test sees the rules bite. */
@NullMarked
package dev.udpbounce.architecture.wrong;

import org.jspecify.annotations.NullMarked;
