// SPDX-License-Identifier: Apache-2.0
package dev.udpbounce.cli.environment;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Signal handlers. In Java, only the class {@code sun.misc.Signal} can set them; it is called by reflection because the
 * compiler warns of its use. Handlers run on their own threads. A signal that was ignored when this process started,
 * such as SIGHUP under nohup, stays ignored.
 */
public final class Signals {
    public static final int SIGHUP = 1;
    public static final int SIGINT = 2;
    public static final int SIGTERM = 15;
    public static final int SIGSTOP = 19;

    private Signals() {}

    /** Runs {@code action} whenever the signal arrives; returns false if this JVM does not allow that. */
    public static boolean handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object instance = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, instance, proxy);
            return true;
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException e) {
            return false;
        }
    }
}
