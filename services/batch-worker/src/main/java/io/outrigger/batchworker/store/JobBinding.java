package io.outrigger.batchworker.store;

import static io.outrigger.batchworker.store.CallerText.checked;

import io.outrigger.batchworker.job.Job;
import io.outrigger.database.SqlTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;

/** A job on its way into its row: the values under the names that the statements of {@link JobStore} have for them. */
final class JobBinding {

    private JobBinding() {
    }

    /** What may change. */
    static <S extends SqlStatement<S>> S bind(S statement, Job job) {
        return statement
                .bind("id", StoredId.job(job.id()))
                .bind("state", job.state().name())
                .bind("stop", job.stop().map(Enum::name).orElse(null))
                .bind("cutToken", job.cutLease().token())
                .bind("cutUntil", SqlTime.of(job.cutLease().until()))
                .bind("cutAttempts", job.cutAttempts())
                .bind("cut", job.cut())
                .bind("rows", job.rows())
                .bind("chunks", job.chunks())
                .bind("answeredChunks", job.answered().chunks())
                .bind("completed", job.answered().completed())
                .bind("failed", job.answered().failed())
                .bind("resultBytes", job.answered().resultBytes())
                .bind("errorBytes", job.answered().errorBytes())
                .bind("earlierAt", SqlTime.of(job.progress().earlier().at()))
                .bind("earlierRows", job.progress().earlier().rows())
                .bind("laterAt", SqlTime.of(job.progress().later().at()))
                .bind("laterRows", job.progress().later().rows())
                .bind("inProgressAt", SqlTime.of(job.times().inProgress()))
                .bind("finalizingAt", SqlTime.of(job.times().finalizing()))
                .bind("cancellingAt", SqlTime.of(job.times().cancelling()))
                .bind("endedAt", SqlTime.of(job.times().ended()));
    }

    /** What is there from the start. */
    static <S extends SqlStatement<S>> S bind(S statement, Job job, JobTerms terms) {
        bindInput(statement, terms.input());
        return statement
                .bind("tenant", checked("tenant", terms.tenant()))
                .bind("createdAt", SqlTime.of(job.createdAt()))
                .bind("windowEnd", SqlTime.of(job.windowEnd()))
                .bind("errorBudget", job.errorBudget().isPresent() ? (Double) job.errorBudget().getAsDouble() : null)
                .bind("model", checked("model", terms.model().name()))
                .bind("version", checked("version", terms.model().version()))
                .bind("digest", terms.model().digest())
                .bind("resolved", terms.model().resolved())
                .bind("priority", terms.priority().ordinal())
                .bind("completionWindow", terms.completionWindow().toSeconds())
                .bind("outputExpiresAfter", terms.outputExpiresAfter().toSeconds())
                .bind("concurrency", terms.concurrency())
                .bind("endpoint", checked("endpoint", terms.endpoint()))
                .bind("webhookUrl", checked("webhook.url", terms.webhookUrl().orElse(null)))
                .bindArray("allowedModels", String.class, terms.allowedModels().map(JobBinding::allowedModels).orElse(null))
                .bind("traceparent", terms.traceparent().orElse(null))
                .bind("metadata", StoredJson.metadata(terms.metadata()));
    }

    private static Object[] allowedModels(List<String> names) {
        return names.stream().map(name -> checked("allowed_models", name)).toArray();
    }

    private static void bindInput(SqlStatement<?> statement, JobInput input) {
        Optional<JobInput.ObjectInput> object = input instanceof JobInput.ObjectInput of ? Optional.of(of) : Optional.empty();
        UUID parent = input instanceof JobInput.FailedRowsOf failed ? StoredId.job(failed.parent()) : null;
        statement
                .bind("input", InputKind.of(input).name())
                .bind("inputBucket", object.map(JobInput.ObjectInput::bucket).orElse(null))
                .bind("inputKey", checked("input_uri", object.map(JobInput.ObjectInput::key).orElse(null)))
                .bind("inputFile", object.flatMap(JobInput.ObjectInput::fileId).map(StoredId::file).orElse(null))
                .bind("inputUri", checked("input_uri", object.flatMap(JobInput.ObjectInput::uri).orElse(null)))
                .bind("parent", parent);
    }
}
