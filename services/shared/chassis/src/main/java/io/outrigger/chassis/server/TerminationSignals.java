package io.outrigger.chassis.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.LoggerFactory;

/**
 * The signals that end a process, caught before the JVM begins to shut down.
 *
 * <p>Shutdown hooks run all at once: a library's hook (ONNX Runtime's frees what every session needs) ends beside ours, under
 * calls that are still being served. Whoever drains here is done before the first hook runs. Reflective, because javac has a
 * warning for {@code sun.misc.Signal} that nothing silences, and the JDK nothing else.
 */
public final class TerminationSignals {

    private static final int CODE_OF_SIGNALS = 128;

    private TerminationSignals() {
    }

    /**
     * Calls the action once, on a thread of its own, with the exit code that the first signal asks for (143 for TERM); the signals
     * after it are not heard. Where the platform or the JVM's options leave a signal to others, it stays with them.
     */
    public static void onFirst(IntConsumer action) {
        AtomicBoolean first = new AtomicBoolean(true);
        for (String name : List.of("TERM", "INT", "HUP")) {
            try {
                handle(name, number -> {
                    if (first.compareAndSet(true, false)) {
                        Thread.ofPlatform().name("stop").start(() -> action.accept(CODE_OF_SIGNALS + number));
                    }
                });
            } catch (ReflectiveOperationException | IllegalArgumentException leftToOthers) {
                LoggerFactory.getLogger(TerminationSignals.class).debug("SIG{} is not handled here", name, leftToOthers);
            }
        }
    }

    private static void handle(String name, IntConsumer action) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object signal = signalType.getConstructor(String.class).newInstance(name);
        int number = (int) signalType.getMethod("getNumber").invoke(signal);
        InvocationHandler calls = (self, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                action.accept(number);
                yield null;
            }
            case "equals" -> self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "SIG" + name;
        };
        Object handler = Proxy.newProxyInstance(TerminationSignals.class.getClassLoader(), new Class<?>[] {handlerType}, calls);
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }
}
