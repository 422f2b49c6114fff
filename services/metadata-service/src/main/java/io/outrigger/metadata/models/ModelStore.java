package io.outrigger.metadata.models;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.metadata.storage.StoredForm;
import io.outrigger.metadata.storage.WriteTransaction;
import io.outrigger.registry.Alias;
import io.outrigger.registry.Batching;
import io.outrigger.registry.Capture;
import io.outrigger.registry.Model;
import io.outrigger.registry.ModelMapping;
import io.outrigger.registry.ServedAs;
import io.outrigger.registry.Strategy;
import io.outrigger.registry.Version;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Models in the database: put together from the rows of all their parts, and the rows of their own. */
public final class ModelStore {

    /** Under the 4 MiB that a gRPC client takes unless told otherwise, since a model travels whole. */
    static final int DOCUMENT_BYTES_MAX = 3 << 20;
    public static final int MODELS_MAX = 10_000;

    private static final String MODELS = """
            SELECT name, description, default_alias, strategy, batching, revision,
                   capture_share, capture_requests_per_minute, capture_inputs, capture_outputs
              FROM models""";

    private static final String VERSIONS = """
            SELECT model, number, framework, artifact_sha256, signature, adapter, created_at, served_model, served_version,
                   ARRAY(SELECT f.fleet FROM version_fleets f WHERE f.model = v.model AND f.number = v.number ORDER BY f.fleet) AS fleets
              FROM versions v WHERE model = ANY(:names)""";

    /** The model with everything that belongs to it. */
    public Optional<Model> find(Handle handle, String name) {
        return find(handle, List.of(name)).stream().findFirst();
    }

    /** Those of the models that exist, by name in order. */
    public List<Model> find(Handle handle, Collection<String> names) {
        return assemble(handle, handle.createQuery(MODELS + " WHERE name = ANY(:names) ORDER BY name")
                .bindArray("names", String.class, names)
                .map((row, context) -> ownPart(row))
                .list());
    }

    /** The next models by name. */
    public List<Model> page(Handle handle, String after, int size) {
        return assemble(handle, handle.createQuery(MODELS + " WHERE name > :after ORDER BY name LIMIT :size")
                .bind("after", after)
                .bind("size", size)
                .map((row, context) -> ownPart(row))
                .list());
    }

    /** Makes the row of a model without its parts. */
    public void insert(Handle handle, Model model) {
        if (handle.createQuery("SELECT count(*) FROM models").mapTo(Long.class).one() >= MODELS_MAX) {
            throw new ServiceException(ErrorCode.CONFLICT, "The registry is full: it holds " + MODELS_MAX + " models.");
        }
        write(handle, model, """
                INSERT INTO models (name, description, default_alias, strategy, batching, revision,
                    capture_share, capture_requests_per_minute, capture_inputs, capture_outputs)
                VALUES (:name, :description, :defaultAlias, :strategy, :batching, 0,
                    :captureShare, :capturePerMinute, :captureInputs, :captureOutputs)""");
    }

    void update(Handle handle, Model model) {
        write(handle, model, """
                UPDATE models SET description = :description, default_alias = :defaultAlias, strategy = :strategy, batching = :batching,
                       capture_share = :captureShare, capture_requests_per_minute = :capturePerMinute,
                       capture_inputs = :captureInputs, capture_outputs = :captureOutputs
                 WHERE name = :name""");
    }

    private static void write(Handle handle, Model model, String statement) {
        handle.createUpdate(statement)
                .bind("name", model.name())
                .bind("description", model.description())
                .bind("defaultAlias", model.defaultAlias())
                .bind("strategy", model.strategy().text())
                .bind("batching", model.batching().text())
                .bind("captureShare", model.capture().share())
                .bind("capturePerMinute", model.capture().requestsPerMinute())
                .bind("captureInputs", model.capture().inputs())
                .bind("captureOutputs", model.capture().outputs())
                .execute();
    }

    /** Deletes the model with all its parts; the numbers of its versions stay taken. */
    void delete(Handle handle, String name) {
        handle.createUpdate("INSERT INTO retired_versions SELECT model, number FROM versions WHERE model = :name")
                .bind("name", name)
                .execute();
        handle.createUpdate("DELETE FROM aliases WHERE model = :name").bind("name", name).execute();
        handle.createUpdate("DELETE FROM models WHERE name = :name").bind("name", name).execute();
    }

    /** Numbers a change to the model or to one of its parts; to be called before the parts that keep the revision are written. */
    public long nextRevision(WriteTransaction transaction, String name) {
        long revision = transaction.changedModel(name);
        transaction.handle().createUpdate("UPDATE models SET revision = :revision WHERE name = :name")
                .bind("revision", revision)
                .bind("name", name)
                .execute();
        return revision;
    }

    /** The model as the transaction leaves it; refused when it has grown beyond what can be sent. */
    public Model written(WriteTransaction transaction, String name) {
        Model model = find(transaction.handle(), name).orElseThrow();
        int bytes = ModelMapping.toProto(model).getSerializedSize();
        if (bytes > DOCUMENT_BYTES_MAX) {
            throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "A model with all its versions may have " + DOCUMENT_BYTES_MAX
                    + " bytes; " + Quote.of(name) + " would have " + bytes + ". Delete versions that are not used.");
        }
        return model;
    }

    private static Model ownPart(ResultSet row) throws SQLException {
        return Model.of(
                row.getString("name"),
                row.getString("description"),
                row.getString("default_alias"),
                Strategy.ofText(row.getString("strategy")).orElseThrow(),
                Batching.ofText(row.getString("batching")).orElseThrow(),
                List.of(),
                List.of(),
                row.getLong("revision"))
                .capturing(capture(row));
    }

    private static Capture capture(ResultSet row) throws SQLException {
        return new Capture(row.getDouble("capture_share"), row.getInt("capture_requests_per_minute"),
                row.getBoolean("capture_inputs"), row.getBoolean("capture_outputs"));
    }

    private static List<Model> assemble(Handle handle, List<Model> ownParts) {
        if (ownParts.isEmpty()) {
            return List.of();
        }
        List<String> names = ownParts.stream().map(Model::name).toList();
        Map<String, List<Version>> versions = new HashMap<>();
        handle.createQuery(VERSIONS)
                .bindArray("names", String.class, names)
                .map((row, context) -> Map.entry(row.getString("model"), version(row)))
                .forEach(entry -> versions.computeIfAbsent(entry.getKey(), model -> new ArrayList<>()).add(entry.getValue()));
        Map<String, List<Alias>> aliases = new HashMap<>();
        handle.createQuery("SELECT model, name, version, revision FROM aliases WHERE model = ANY(:names)")
                .bindArray("names", String.class, names)
                .map((row, context) -> Map.entry(
                        row.getString("model"), new Alias(row.getString("name"), row.getLong("version"), row.getLong("revision"))))
                .forEach(entry -> aliases.computeIfAbsent(entry.getKey(), model -> new ArrayList<>()).add(entry.getValue()));
        return ownParts.stream()
                .map(own -> Model.of(own.name(), own.description(), own.defaultAlias(), own.strategy(), own.batching(),
                        versions.getOrDefault(own.name(), List.of()), aliases.getOrDefault(own.name(), List.of()), own.revision())
                        .capturing(own.capture()))
                .toList();
    }

    private static Optional<ServedAs> servedAs(ResultSet row) throws SQLException {
        String model = row.getString("served_model");
        return model == null ? Optional.empty() : Optional.of(new ServedAs(model, row.getLong("served_version")));
    }

    private static Version version(ResultSet row) throws SQLException {
        Array fleets = row.getArray("fleets");
        return new Version(
                row.getLong("number"),
                row.getString("framework"),
                Optional.ofNullable(row.getString("artifact_sha256")),
                StoredForm.signature(row.getString("signature")),
                StoredForm.adapter(row.getString("adapter")),
                List.of((String[]) fleets.getArray()),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                servedAs(row));
    }
}
