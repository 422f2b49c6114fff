package io.outrigger.metadata.cache;

import com.google.protobuf.InvalidProtocolBufferException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads models through Redis.
 *
 * <p>An entry is taken if it is what the change feed has, which is never more than a poll behind, and not older than this instance's
 * own writes, which the feed may not have come to yet. So a reader sees its own writes at once, and those of other instances at once
 * when their entry arrived in Redis (it is not what the feed has yet, and the database is asked), within a second when it did not. An
 * entry out of a future that the database has lost, having been restored from an older copy, is nothing that the feed has either.
 */
public final class ModelCache {

    private static final Logger LOG = LoggerFactory.getLogger(ModelCache.class);

    private final RedisEntries entries;
    private final Knowledge knowledge;
    private final Counter hits;
    private final Counter misses;
    /** Own writes that the feed has not reached yet. */
    private final Map<String, Long> ownWrites = new ConcurrentHashMap<>();

    public ModelCache(RedisEntries entries, Knowledge knowledge, MeterRegistry meters) {
        this.entries = entries;
        this.knowledge = knowledge;
        this.hits = Counter.builder("cache_hits").description("Reads of models that Redis answered").register(meters);
        this.misses = Counter.builder("cache_misses").description("Reads of models that went to PostgreSQL").register(meters);
        Gauge.builder("cache_hit_rate", this::hitRate).description("Share of reads of models that Redis answered, since the start")
                .strongReference(true).register(meters);
    }

    /** The model from Redis, or else from the loader and then in Redis. */
    public Optional<Model> find(String name, Supplier<Optional<Model>> loader) {
        Optional<CacheEntry> entry = knowledge.registryId().flatMap(registry -> entries.find(registry, name));
        Optional<Optional<Model>> model = entry.flatMap(found -> decode(name, found));
        if (model.isPresent()) {
            hits.increment();
            return model.get();
        }
        misses.increment();
        Optional<Model> loaded = loader.get();
        loaded.ifPresent(found -> {
            if (entry.filter(present -> present.revision() > found.revision()).isPresent()) {
                // It was there before the database was asked, which does not have it: it is of a future that was lost.
                knowledge.registryId().ifPresent(registry -> entries.forget(registry, name));
            }
            put(found);
        });
        return loaded;
    }

    /** A model was written by this instance. */
    public void wrote(Model model) {
        noteOwnWrite(model.name(), model.revision());
        put(model);
    }

    /** A model was deleted by this instance. */
    public void deleted(String name, long revision) {
        noteOwnWrite(name, revision);
        knowledge.registryId().ifPresent(registry -> entries.put(registry, name, new CacheEntry(revision, new byte[0])));
    }

    /** Hits among all reads since the start, 0 to 1. */
    double hitRate() {
        double reads = hits.count() + misses.count();
        return reads == 0 ? 0 : hits.count() / reads;
    }

    private void noteOwnWrite(String name, long revision) {
        ownWrites.values().removeIf(written -> written <= knowledge.revision());
        ownWrites.merge(name, revision, Math::max);
    }

    private void put(Model model) {
        knowledge.registryId().ifPresent(registry -> entries.put(
                registry, model.name(), new CacheEntry(model.revision(), ModelMapping.toProto(model).toByteArray())));
    }

    /** The entry's model, or that there is none; empty where the entry is not what is so now, or cannot be read. */
    private Optional<Optional<Model>> decode(String name, CacheEntry entry) {
        if (entry.revision() < ownWrites.getOrDefault(name, 0L)) {
            return Optional.empty();
        }
        try {
            Optional<io.outrigger.proto.registry.v1.Model> message = entry.document().length == 0 ? Optional.empty()
                    : Optional.of(io.outrigger.proto.registry.v1.Model.parseFrom(entry.document()));
            return knowledge.isNow(name, message) ? Optional.of(message.map(ModelMapping::fromProto)) : Optional.empty();
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            LOG.warn("the cache's entry of model {} cannot be read and is not used", name);
            return Optional.empty();
        }
    }
}
