package dev.udpbounce.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Handlers for signals. The class {@code sun.misc.Signal} is the only way to them in Java, and is reached by reflection
 * because the compiler warns of its name. Handlers run on threads of their own. A signal that was ignored when this
 * process was started, as nohup does with SIGHUP, stays ignored.
 */
final class LiveSignals {
    private LiveSignals() {}

    /** Has {@code action} run whenever the signal arrives; false where this Java machine does not allow it. */
    static boolean handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    LiveSignals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
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
