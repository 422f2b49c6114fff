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
 * <p>An entry is taken if it is the newest that this instance knows of: by the change feed, which is never more than a poll
 * behind, and by this instance's own writes, which the feed may not have come to yet. So a reader sees its own writes at
 * once, and those of other instances at once when their entry arrived in Redis, within a second when it did not.
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
        Optional<CacheEntry> entry = knowledge.registryId()
                .flatMap(registry -> entries.find(registry, name))
                .filter(found -> isNewest(name, found));
        if (entry.isPresent()) {
            Optional<Optional<Model>> model = decode(name, entry.get());
            if (model.isPresent()) {
                hits.increment();
                return model.get();
            }
        }
        misses.increment();
        Optional<Model> loaded = loader.get();
        loaded.ifPresent(this::put);
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

    private boolean isNewest(String name, CacheEntry entry) {
        return entry.revision() >= ownWrites.getOrDefault(name, 0L)
                && knowledge.isNewest(name, entry.revision(), entry.document().length == 0);
    }

    private void noteOwnWrite(String name, long revision) {
        ownWrites.values().removeIf(written -> written <= knowledge.revision());
        ownWrites.merge(name, revision, Math::max);
    }

    private void put(Model model) {
        knowledge.registryId().ifPresent(registry -> entries.put(
                registry, model.name(), new CacheEntry(model.revision(), ModelMapping.toProto(model).toByteArray())));
    }

    /** The entry's model, or that there is none; empty where the entry cannot be read. */
    private static Optional<Optional<Model>> decode(String name, CacheEntry entry) {
        if (entry.document().length == 0) {
            return Optional.of(Optional.empty());
        }
        try {
            Model model = ModelMapping.fromProto(io.outrigger.proto.registry.v1.Model.parseFrom(entry.document()));
            return model.name().equals(name) && model.revision() == entry.revision() ? Optional.of(Optional.of(model)) : Optional.empty();
        } catch (InvalidProtocolBufferException | IllegalArgumentException unreadable) {
            LOG.warn("the cache's entry of model {} cannot be read and is not used", name);
            return Optional.empty();
        }
    }
}
