package io.outrigger.redis;

import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to Redis, with the promise that asking one never takes longer than the timeout and never fails.
 *
 * <p>The connection is made in the background and once made Redisson keeps it. After a failure nobody asks for a moment, so
 * a Redis that is away costs one timeout in a pause and not one a request.
 */
public final class RedisLink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Backoff RECONNECT_BACKOFF = Backoff.constant(Duration.ofSeconds(1));
    /** Nobody waits for a connection being made, so it may take its time. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final RedisConfig config;
    private final String without;
    private final BackgroundLoop connector;
    private final AtomicLong pausedUntilNanos = new AtomicLong(System.nanoTime());
    private volatile RedissonClient client;
    private volatile boolean failing;
    private volatile boolean closed;

    private RedisLink(RedisConfig config, String without) {
        this.config = config;
        this.without = without;
        this.connector = BackgroundLoop.start("connecting to Redis at " + config.server(), RECONNECT_BACKOFF, this::connect);
    }

    /**
     * Starts to connect.
     *
     * @param without what is done where Redis does not answer, for the log
     */
    public static RedisLink open(RedisConfig config, String without) {
        return new RedisLink(config, without);
    }

    /** The answer, if Redis gives one in time. */
    public <T> Optional<T> ask(Function<RedissonClient, CompletionStage<T>> question) {
        RedissonClient redis = System.nanoTime() - pausedUntilNanos.get() >= 0 ? client : null;
        if (redis == null) {
            return Optional.empty();
        }
        try {
            Optional<T> answer = Optional.ofNullable(
                    question.apply(redis).toCompletableFuture().get(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
            if (failing) {
                failing = false;
                LOG.info("Redis at {} answers again", config.server());
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            pausedUntilNanos.set(System.nanoTime() + config.pause().toNanos());
            if (!failing) {
                failing = true;
                LOG.warn("Redis at {} does not answer, {}: {}", config.server(), without, e.toString());
            }
        }
        return Optional.empty();
    }

    private Optional<Duration> connect() {
        RedissonClient connected = Redisson.create(redissonConfig());
        client = connected;
        if (closed) {
            connected.shutdown();
        }
        LOG.info("Redis at {} is connected", config.server());
        return Optional.empty();
    }

    private Config redissonConfig() {
        var redisson = new Config();
        redisson.setCodec(ByteArrayCodec.INSTANCE).setThreads(2).setNettyThreads(2);
        config.server().password().ifPresent(redisson::setPassword);
        int timeoutMs = (int) config.timeout().toMillis();
        redisson.useSingleServer()
                .setAddress("redis://" + config.server())
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setTimeout(timeoutMs)
                .setRetryAttempts(0)
                .setConnectionPoolSize(8)
                .setConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0);
        return redisson;
    }

    @Override
    public void close() {
        closed = true;
        connector.close();
        RedissonClient connected = client;
        if (connected != null) {
            connected.shutdown();
        }
    }
}
