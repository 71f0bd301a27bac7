/**
 * The privileges of this process: switches every thread permanently to a user of this machine, without capabilities.
 * The choice of user and time is made elsewhere.
 */
@NullMarked
package dev.udpbounce.kernel.privilege;

import org.jspecify.annotations.NullMarked;
