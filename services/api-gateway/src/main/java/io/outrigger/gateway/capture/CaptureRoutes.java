package io.outrigger.gateway.capture;

import com.google.protobuf.Timestamp;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.audit.AuditLog;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.server.HeadRequest;
import io.outrigger.gateway.hop.AnswerStream;
import io.outrigger.gateway.jobs.WorkerLink;
import io.outrigger.gateway.listing.PageQuery;
import io.outrigger.proto.captures.v1.CaptureServiceGrpc;
import io.outrigger.proto.captures.v1.ReadCapturesRequest;
import io.outrigger.proto.captures.v1.ReadCapturesResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * {@code GET /v1/captures/{model}}: what was captured of a model, a JSON object a line, for operators. It holds what callers of every
 * tenant have asked, so who reads it is told to the audit log.
 */
public final class CaptureRoutes implements Consumer<HttpRouting.Builder> {

    private static final int RECORDS_MAX = 999_999;

    private final WorkerLink worker;

    public CaptureRoutes(WorkerLink worker) {
        this.worker = worker;
    }

    @Override
    public void accept(HttpRouting.Builder routing) {
        routing.get("/v1/captures/{model}", this::send);
    }

    private void send(ServerRequest request, ServerResponse response) {
        ReadCapturesRequest wanted = wanted(request);
        CurrentCaller.get().requireModel(wanted.getModel());
        try (var _ = worker.place(); AnswerStream<ReadCapturesResponse> records = worker.read(
                CaptureServiceGrpc.getReadCapturesMethod(), wanted)) {
            Optional<ReadCapturesResponse> first = records.next();
            AuditLog.done("captures.read", "captures/" + wanted.getModel(), Optional.empty(), Optional.empty());
            response.status(Status.OK_200).header(HeaderNames.CONTENT_TYPE, "application/jsonl")
                    .header(HeaderNames.CACHE_CONTROL, "no-store");
            if (first.isEmpty() || HeadRequest.is(request)) {
                response.send(new byte[0]);
                return;
            }
            OutputStream out = response.outputStream();
            relay(first, records, out);
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer that cannot be finished ends with its connection. */
    private static void relay(Optional<ReadCapturesResponse> first, AnswerStream<ReadCapturesResponse> records, OutputStream out)
            throws IOException {
        try {
            for (Optional<ReadCapturesResponse> next = first; next.isPresent(); next = records.next()) {
                next.get().getLines().writeTo(out);
            }
        } catch (ServiceException failure) {
            throw new CloseConnectionException("the captures broke off", failure);
        }
    }

    private static ReadCapturesRequest wanted(ServerRequest request) {
        PageQuery query = PageQuery.of(request, "from", "to");
        ReadCapturesRequest.Builder wanted = ReadCapturesRequest.newBuilder()
                .setModel(request.path().pathParameters().first("model").orElse(""))
                .setLimit(query.wholeNumber("limit", RECORDS_MAX).orElse(0));
        time(query, "from").ifPresent(wanted::setFrom);
        time(query, "to").ifPresent(wanted::setTo);
        return wanted.build();
    }

    private static Optional<Timestamp> time(PageQuery query, String name) {
        if (query.several(name).isEmpty()) {
            return Optional.empty();
        }
        String text = query.one(name);
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            return Optional.of(Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build());
        } catch (DateTimeException noTime) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The parameter " + name
                    + " must be a time such as 2026-11-29T06:52:10Z; found " + Quote.of(text) + ".");
        }
    }
}
