package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.execution.InferenceRequest;
import io.outrigger.modelserver.execution.LoadedVersion;
import io.outrigger.modelserver.execution.PendingInference;
import io.outrigger.modelserver.statistics.CountsLedger;
import io.outrigger.openinference.wire.ModelName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models that are served, by name and version.
 *
 * <p>At the start everything in the folder is loaded; one that fails is listed as UNAVAILABLE with its reason and stops nothing.
 * Loading again swaps all versions of the model at once: requests that are inside the old ones finish there, then those are freed.
 */
public final class ModelRepository implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ModelRepository.class);

    private final RepositoryConfig config;
    private final BufferPool buffers;
    private final CountsLedger ledger;
    private final ModelFolders folders;
    private final Map<String, NavigableMap<Long, LoadedVersion>> served = new ConcurrentHashMap<>();
    private final Map<String, ReentrantLock> changes = new ConcurrentHashMap<>();
    private final VersionStates states = new VersionStates();

    public ModelRepository(RepositoryConfig config, BufferPool buffers, CountsLedger ledger) {
        this.config = config;
        this.buffers = buffers;
        this.ledger = ledger;
        this.folders = new ModelFolders(config.root());
    }

    /** Loads every model of the folder; what fails is logged and listed. */
    public void loadAll() {
        for (String name : folders.list()) {
            try {
                change(name, () -> replace(name));
            } catch (ServiceException e) {
                LOG.warn("{}", e.getMessage());
            }
        }
    }

    /** Loads a model, or loads it anew, because a caller says so. */
    public void load(String name) {
        checkExplicit();
        if (!ModelName.isLegal(name) || !folders.exists(name)) {
            throw new ServiceException(ErrorCode.MODEL_NOT_FOUND,
                    "failed to load " + Quote.of(name) + ", failed to poll from model repository: it has no such folder");
        }
        change(name, () -> replace(name));
    }

    /**
     * Takes a model out of service because a caller says so; returns when the requests inside have finished. One that did not load is
     * missed no more.
     */
    public void unload(String name) {
        checkExplicit();
        if (!states.knows(name)) {
            throw new ServiceException(ErrorCode.MODEL_NOT_FOUND, "failed to unload " + Quote.of(name)
                    + ", versions that are available: none");
        }
        change(name, () -> {
            var old = served.remove(name);
            if (old != null) {
                states.change(name, "UNLOADING", "");
                old.values().forEach(this::retire);
                LOG.info("unloaded {}", name);
            }
            states.change(name, "UNAVAILABLE", VersionStates.UNLOADED);
        });
    }

    /** Puts a request into the queue of the version it names, or of the latest where it names none, if that is what is expected. */
    public PendingInference submit(
            String name, String version, ExpectedArtifact expected, InferenceRequest request, long deadlineNanos) {
        while (true) {
            LoadedVersion found = find(name, version);
            expected.check(found);
            Optional<PendingInference> pending = found.submit(request, deadlineNanos);
            if (pending.isPresent()) {
                return pending.get();
            }
            Thread.onSpinWait();
        }
    }

    /** The version that a request means; in the words of a Triton server where there is none. */
    public LoadedVersion find(String name, String version) {
        if (!version.matches("|[0-9]{1,18}")) {
            throw new ServiceException(ErrorCode.INVALID_VERSION, "failed to get model version from specified version string "
                    + Quote.of(version) + " (expected a decimal number)");
        }
        var versions = served.get(name);
        if (versions == null) {
            throw new ServiceException(ErrorCode.MODEL_NOT_FOUND, "Request for unknown model: " + Quote.of(name)
                    + (states.knows(name) ? " has no available versions" : " is not found"));
        }
        LoadedVersion found = version.isEmpty() ? versions.lastEntry().getValue() : versions.get(Long.parseLong(version));
        if (found == null) {
            throw new ServiceException(ErrorCode.VERSION_NOT_FOUND,
                    "Request for unknown model: " + Quote.of(name) + " version " + version + " is not found");
        }
        return found;
    }

    /** Whether {@link #find} would find it. */
    public boolean isReady(String name, String version) {
        var versions = served.get(name);
        return versions != null && (version.isEmpty() || (version.matches("[0-9]{1,18}") && versions.containsKey(Long.parseLong(version))));
    }

    /** The versions of a model that are served, ascending; empty for a model that is not. */
    public Collection<LoadedVersion> versions(String name) {
        var versions = served.get(name);
        return versions == null ? List.of() : List.copyOf(versions.values());
    }

    /** Everything that is served, by name and version. */
    public List<LoadedVersion> all() {
        List<LoadedVersion> all = new ArrayList<>();
        new TreeMap<>(served).values().forEach(versions -> all.addAll(versions.values()));
        return all;
    }

    /** Whether the server counts as ready: as Triton has it, not while a model is missing that was to be loaded, unless told otherwise. */
    public boolean isReady() {
        return !config.strict() || states.allReady();
    }

    public List<IndexEntry> index() {
        return states.index(folders.list()).stream().map(this::withNote).toList();
    }

    private IndexEntry withNote(IndexEntry entry) {
        var versions = served.get(entry.name());
        if (!entry.isReady() || versions == null) {
            return entry;
        }
        return versions.values().stream().filter(version -> Long.toString(version.version()).equals(entry.version())).findFirst()
                .map(version -> entry.withReason(Stream.of(entry.reason(), version.note()).filter(said -> !said.isEmpty())
                        .collect(Collectors.joining("; ")))).orElse(entry);
    }

    private void checkExplicit() {
        if (!config.explicit()) {
            throw new ServiceException(ErrorCode.FORBIDDEN, "explicit model load / unload is not allowed: MODEL_CONTROL_MODE is none");
        }
    }

    private void change(String name, Runnable change) {
        var lock = changes.computeIfAbsent(name, key -> new ReentrantLock());
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private void replace(String name) {
        boolean first = !served.containsKey(name);
        List<Long> versions = folders.versions(name);
        if (first) {
            states.replace(name, versions, "LOADING", "");
        }
        NavigableMap<Long, LoadedVersion> loaded;
        var loader = new ModelLoader(config.root().resolve(name), config, buffers, ledger);
        try {
            loaded = loader.load();
        } catch (ModelRefusedException e) {
            if (first) {
                states.replace(name, versions, "UNAVAILABLE", e.getMessage());
            } else {
                states.failed(name, loader.wanted(), e.getMessage());
            }
            throw new ServiceException(ErrorCode.MODEL_LOAD_FAILED, "load failed for model " + Quote.of(name) + ": " + e.getMessage(), e);
        }
        var old = served.put(name, loaded);
        states.replace(name, loaded.keySet(), "READY", "");
        loaded.values().forEach(one -> LOG.info("loaded {} version {}, sha256:{}{}", name, one.version(), one.definition().sha256(),
                one.note().isEmpty() ? "" : ": " + one.note()));
        if (old != null) {
            old.values().forEach(this::retire);
        }
    }

    private void retire(LoadedVersion version) {
        version.close();
        ledger.close(version.definition().name(), version.version(), version.counts());
    }

    @Override
    public void close() {
        for (String name : List.copyOf(served.keySet())) {
            change(name, () -> {
                var old = served.remove(name);
                if (old != null) {
                    old.values().forEach(this::retire);
                }
            });
        }
    }
}
