package io.outrigger.gateway.content;

import com.google.protobuf.ByteString;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.gateway.hop.AnswerStream;
import io.outrigger.proto.jobs.v1.Content;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Content on its way from the worker: what it is, then its bytes. For one thread. */
public final class ContentStream implements AutoCloseable {

    private final Runnable end;
    private final Supplier<Optional<Content>> next;

    private ContentStream(Runnable end, Supplier<Optional<Content>> next) {
        this.end = end;
        this.next = next;
    }

    /** @param content what a message of the call carries */
    public static <A> ContentStream of(AnswerStream<A> call, Function<A, Content> content) {
        return new ContentStream(call::close, () -> call.next().map(content));
    }

    /** What follows; to be read first. */
    Content.Head head() {
        return next.get().filter(Content::hasHead).map(Content::getHead).orElseThrow(() ->
                new ServiceException(ErrorCode.BACKEND_FAILED, "The batch-worker sent no head before the content."));
    }

    /** The next bytes, not none; empty at the end. */
    Optional<ByteString> data() {
        Optional<ByteString> data = next.get().map(Content::getData);
        while (data.isPresent() && data.get().isEmpty()) {
            data = next.get().map(Content::getData);
        }
        return data;
    }

    @Override
    public void close() {
        end.run();
    }
}
