package io.outrigger.batchworker.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks for the addresses of hosts that callers name, on a few threads of its own and for a bounded time: whoever has a name server that
 * does
 * not answer would otherwise keep the threads that everybody's work is done on, since such a question cannot be broken off.
 */
final class HostLookup {

    private static final int THREADS_MAX = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Resolver resolver;
    private final Duration patience;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(0, THREADS_MAX, 10, TimeUnit.SECONDS, new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("host-lookup-", 0).factory());

    /** Who knows the addresses. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] all(String host) throws UnknownHostException;
    }

    HostLookup(Resolver resolver, Duration patience) {
        this.resolver = resolver;
        this.patience = patience;
    }

    static HostLookup ofThisMachine() {
        return new HostLookup(InetAddress::getAllByName, PATIENCE);
    }

    /** The addresses of a host; UnknownHostException also where they were not found in time, or where too many are asked for. */
    InetAddress[] all(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> answer = threads.submit(() -> resolver.all(host));
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof UnknownHostException unknown ? unknown : unknown(host, failed);
        } catch (TimeoutException | RejectedExecutionException tooMuch) {
            throw unknown(host, tooMuch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        }
    }

    private static UnknownHostException unknown(String host, Exception why) {
        var unknown = new UnknownHostException(host);
        unknown.initCause(why);
        return unknown;
    }
}
