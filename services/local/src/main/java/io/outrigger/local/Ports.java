package io.outrigger.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.function.IntUnaryOperator;

/**
 * Where each server listens: at its documented number moved by an offset, or anywhere that is free.
 */
public final class Ports {
    /** Off PostgreSQL's 5432, Redis's 6379 and Kafka's 9092, which the machine may use already. */
    static final int POSTGRES = 15_432;
    static final int REDIS = 16_379;
    static final int S3 = 19_000;
    static final int KAFKA = 19_092;
    static final int OFFSET_MAX = 65_535 - KAFKA;

    private final IntUnaryOperator numbers;

    /** Wherever the function says; tests keep their own ports over restarts. */
    Ports(IntUnaryOperator numbers) {
        this.numbers = numbers;
    }

    /** The documented numbers, all moved by the same offset. */
    static Ports movedBy(int offset) {
        return new Ports(standard -> standard + offset);
    }

    /** Any free ones, for tests. */
    static Ports free() {
        return new Ports(_ -> 0);
    }

    /** The number to listen on in place of the documented one; 0 lets the system choose. */
    int number(int standard) {
        return numbers.applyAsInt(standard);
    }

    /** As {@link #number(int)}, for an environment variable. */
    String text(int standard) {
        return Integer.toString(number(standard));
    }

    /**
     * Sees that a server will find its port free, before anything is started.
     *
     * @throws StartException with a sentence that names the port
     */
    void requireFree(String server, int standard) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // else connections of the last run that are in TIME_WAIT would count
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number(standard)));
        } catch (IOException e) {
            throw new StartException("Port " + number(standard) + " for " + server
                    + " is in use by another program; stop it, or set OUTRIGGER_PORT_OFFSET to move all ports.", e);
        }
    }
}
