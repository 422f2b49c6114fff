package io.outrigger.metadata.cache;

import io.outrigger.redis.RedisConfig;
import io.outrigger.redis.RedisLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Entries in Redis: the revision in 19 digits and the document. A script of one step keeps an older revision from taking a newer
 * one's place.
 */
public final class RedisEntries implements AutoCloseable {

    private static final int REVISION_DIGITS = 19;
    private static final Pattern REVISION = Pattern.compile("0[0-9]{18}");
    /** An entry that is not renewed goes by itself. */
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(30);
    private static final String PUT_UNLESS_OLDER = """
            local present = tonumber(redis.call('GETRANGE', KEYS[1], 0, 18))
            if present and present > tonumber(string.sub(ARGV[1], 1, 19)) then return 0 end
            redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
            return 1
            """;

    private final RedisLink redis;

    private RedisEntries(RedisLink redis) {
        this.redis = redis;
    }

    /** Starts to connect; entries are there once that has worked. */
    public static RedisEntries open(RedisConfig config) {
        return new RedisEntries(RedisLink.open(config, "reading from the database"));
    }

    /** The entry of a model, if Redis has one and says so in time. */
    Optional<CacheEntry> find(String registry, String model) {
        return redis.ask(client -> client.<byte[]>getBucket(key(registry, model), ByteArrayCodec.INSTANCE).getAsync())
                .flatMap(RedisEntries::decode);
    }

    /** Keeps an entry, unless there is a newer one. */
    void put(String registry, String model, CacheEntry entry) {
        byte[] life = Long.toString(TIME_TO_LIVE.toMillis()).getBytes(StandardCharsets.US_ASCII);
        redis.ask(client -> client.getScript(ByteArrayCodec.INSTANCE).<Long>evalAsync(RScript.Mode.READ_WRITE, PUT_UNLESS_OLDER,
                RScript.ReturnType.LONG, List.of(key(registry, model)), encode(entry), life));
    }

    /** Removes an entry, whatever its revision. */
    void forget(String registry, String model) {
        redis.ask(client -> client.<byte[]>getBucket(key(registry, model), ByteArrayCodec.INSTANCE).deleteAsync());
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
        redis.close();
    }
}
