package io.outrigger.metadata.cache;

import io.outrigger.chassis.background.BackgroundLoop;
import io.outrigger.chassis.background.Backoff;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.redisson.Redisson;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries in Redis, with the promise that asking for one never takes longer than the timeout and never fails.
 *
 * <p>The connection is made in the background and once made Redisson keeps it. After a failure nobody asks for a moment, so
 * a Redis that is away costs one timeout a second and not one a request. An entry is the revision in 19 digits and the
 * document; a script of one step keeps an older revision from taking a newer one's place.
 */
public final class RedisEntries implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RedisEntries.class);
    private static final int REVISION_DIGITS = 19;
    private static final Pattern REVISION = Pattern.compile("0[0-9]{18}");
    private static final Backoff RECONNECT_BACKOFF = Backoff.constant(Duration.ofSeconds(1));
    /** Nobody waits for a connection being made, so it may take its time. */
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final String PUT_UNLESS_OLDER = """
            local present = tonumber(redis.call('GETRANGE', KEYS[1], 0, 18))
            if present and present > tonumber(string.sub(ARGV[1], 1, 19)) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    private final RedisConfig config;
    private final BackgroundLoop connector;
    private final AtomicLong pausedUntilNanos = new AtomicLong(System.nanoTime());
    private volatile RedissonClient client;
    private volatile boolean failing;
    private volatile boolean closed;

    private RedisEntries(RedisConfig config) {
        this.config = config;
        this.connector = BackgroundLoop.start("connecting to Redis at " + config.address(), RECONNECT_BACKOFF, this::connect);
    }

    /** Starts to connect; entries are there once that has worked. */
    public static RedisEntries open(RedisConfig config) {
        return new RedisEntries(config);
    }

    /** The entry of a model, if Redis has one and says so in time. */
    Optional<CacheEntry> find(String registry, String model) {
        RedissonClient redis = usable();
        if (redis == null) {
            return Optional.empty();
        }
        return answer(() -> redis.<byte[]>getBucket(key(registry, model), ByteArrayCodec.INSTANCE).getAsync())
                .flatMap(RedisEntries::decode);
    }

    /** Keeps an entry, unless there is a newer one. */
    void put(String registry, String model, CacheEntry entry) {
        RedissonClient redis = usable();
        if (redis != null) {
            byte[] timeToLive = Long.toString(config.timeToLive().toMillis()).getBytes(StandardCharsets.US_ASCII);
            answer(() -> redis.getScript(ByteArrayCodec.INSTANCE).<Long>evalAsync(RScript.Mode.READ_WRITE, PUT_UNLESS_OLDER,
                    RScript.ReturnType.LONG, List.of(key(registry, model)), encode(entry), timeToLive));
        }
    }

    private RedissonClient usable() {
        return System.nanoTime() - pausedUntilNanos.get() >= 0 ? client : null;
    }

    private interface Question<T> {
        CompletionStage<T> ask();
    }

    private <T> Optional<T> answer(Question<T> question) {
        try {
            Optional<T> answer = Optional.ofNullable(
                    question.ask().toCompletableFuture().get(config.timeout().toMillis(), TimeUnit.MILLISECONDS));
            if (failing) {
                failing = false;
                LOG.info("Redis at {} answers again", config.address());
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            pausedUntilNanos.set(System.nanoTime() + config.pause().toNanos());
            if (!failing) {
                failing = true;
                LOG.warn("Redis at {} does not answer, reading from the database: {}", config.address(), e.toString());
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
        LOG.info("Redis at {} is connected", config.address());
        return Optional.empty();
    }

    private Config redissonConfig() {
        var redisson = new Config();
        redisson.setCodec(ByteArrayCodec.INSTANCE).setThreads(2).setNettyThreads(2);
        int timeoutMs = (int) config.timeout().toMillis();
        redisson.useSingleServer()
                .setAddress("redis://" + config.address())
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setTimeout(timeoutMs)
                .setRetryAttempts(0)
                .setConnectionPoolSize(8)
                .setConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(1)
                .setSubscriptionConnectionMinimumIdleSize(0);
        return redisson;
    }

    private static String key(String registry, String model) {
        return "outrigger:registry:" + registry + ":model:" + model;
    }

    private static byte[] encode(CacheEntry entry) {
        byte[] revision = String.format(Locale.ROOT, "%0" + REVISION_DIGITS + "d", entry.revision()).getBytes(StandardCharsets.US_ASCII);
        byte[] encoded = new byte[REVISION_DIGITS + entry.document().length];
        System.arraycopy(revision, 0, encoded, 0, REVISION_DIGITS);
        System.arraycopy(entry.document(), 0, encoded, REVISION_DIGITS, entry.document().length);
        return encoded;
    }

    private static Optional<CacheEntry> decode(byte[] encoded) {
        if (encoded.length < REVISION_DIGITS) {
            return Optional.empty();
        }
        String revision = new String(encoded, 0, REVISION_DIGITS, StandardCharsets.US_ASCII);
        if (!REVISION.matcher(revision).matches()) {
            return Optional.empty();
        }
        byte[] document = new byte[encoded.length - REVISION_DIGITS];
        System.arraycopy(encoded, REVISION_DIGITS, document, 0, document.length);
        return Optional.of(new CacheEntry(Long.parseLong(revision), document));
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
