package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.modelserver.buffers.BufferPool;
import io.outrigger.modelserver.execution.LoadedVersion;
import io.outrigger.modelserver.execution.ModelDefinition;
import io.outrigger.modelserver.runtime.ModelFile;
import io.outrigger.modelserver.runtime.OnnxSession;
import io.outrigger.modelserver.runtime.RuntimeFailure;
import io.outrigger.modelserver.statistics.CountsLedger;
import io.outrigger.proto.inference.ModelConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One loading of one model: all versions that its policy names, or none. */
final class ModelLoader {

    private final Path folder;
    private final DefinitionReader definitions;
    private final BufferPool buffers;
    private final CountsLedger ledger;
    private List<Long> wanted = List.of();

    ModelLoader(Path folder, RepositoryConfig config, BufferPool buffers, CountsLedger ledger) {
        this.folder = folder;
        this.definitions = new DefinitionReader(folder, config);
        this.buffers = buffers;
        this.ledger = ledger;
    }

    private record Opened(OnnxSession session, ModelDefinition definition) {
    }

    NavigableMap<Long, LoadedVersion> load() throws ModelRefusedException {
        ModelConfig config = definitions.readConfig();
        int threads = ConfigFields.threadsPerCall(folder, config);
        Map<Long, Opened> opened = new LinkedHashMap<>();
        try {
            List<Long> there = VersionFolders.list(folder);
            List<String> notes = VersionFolders.missing(there, config.getVersionPolicy());
            wanted = VersionFolders.choose(folder, there, config.getVersionPolicy());
            for (long version : wanted) {
                try (ModelFile file = read(config, version)) {
                    OnnxSession session = open(file, version, threads);
                    opened.put(version, new Opened(session, null));
                    var defined = definitions.define(config, session, file.sha256(), notes);
                    var shaped = new Opened(session.under(defined.shapes()), defined.definition());
                    opened.put(version, shaped);
                    Warmup.run(folder, shaped.definition(), shaped.session());
                }
            }
        } catch (ModelRefusedException e) {
            opened.values().forEach(one -> one.session().close());
            throw e;
        } catch (RuntimeException e) {
            opened.values().forEach(one -> one.session().close());
            throw new ModelRefusedException("it cannot be read: " + Quote.bare(String.valueOf(e.getMessage())), e);
        }
        NavigableMap<Long, LoadedVersion> loaded = new TreeMap<>();
        opened.forEach((version, one) -> loaded.put(version, new LoadedVersion(one.definition(), version, one.session(),
                ledger.open(one.definition().name(), version), buffers)));
        return loaded;
    }

    /** The versions that are to be loaded; none before it is known. */
    List<Long> wanted() {
        return wanted;
    }

    private ModelFile read(ModelConfig config, long version) throws ModelRefusedException {
        try {
            return ModelFile.read(definitions.modelFile(config, version));
        } catch (RuntimeFailure e) {
            throw new ModelRefusedException("version " + version + ": " + e.getMessage(), e);
        }
    }

    private static OnnxSession open(ModelFile file, long version, int threads) throws ModelRefusedException {
        try {
            return OnnxSession.open(file, threads);
        } catch (RuntimeFailure e) {
            throw new ModelRefusedException("version " + version + ": " + e.getMessage(), e);
        }
    }
}
