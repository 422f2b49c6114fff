package io.outrigger.gateway.testing;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.GrpcErrors;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.proto.jobs.v1.ByteRange;
import io.outrigger.proto.jobs.v1.Content;
import io.outrigger.testing.Eventually;
import java.util.function.Function;
import java.util.function.Supplier;

/** A range of some bytes, sent no faster than they are read; where a whole begins with {@value #BREAKS_OFF}, it does so in its middle. */
final class StandInContent {

    static final String BREAKS_OFF = "breaks off";

    private static final int PIECE_BYTES = 64 << 10;

    private StandInContent() {
    }

    record Whole(ByteString bytes, boolean complete, String filename) {
    }

    static <A> void send(StandInWorker worker, ServerCallStreamObserver<A> caller, ByteRange range, Supplier<Whole> source,
            Function<Content, A> message) {
        caller.setOnCancelHandler(worker::left);
        try {
            Whole whole = source.get();
            int total = whole.bytes().size();
            long from = range.getOffset() < 0 ? Math.max(0, total + range.getOffset()) : range.getOffset();
            if (from > total || from == total && range.getOffset() != 0) {
                throw new ServiceException(ErrorCode.RANGE_NOT_SATISFIABLE, "There is nothing from " + from + " on.");
            }
            long to = range.getLength() <= 0 ? total : from + Math.min(total - from, range.getLength());
            caller.onNext(message.apply(Content.newBuilder().setHead(Content.Head.newBuilder().setTotalBytes(total)
                    .setComplete(whole.complete()).setOffset(from).setLength(to - from).setFilename(whole.filename())).build()));
            boolean breaksOff = whole.bytes().startsWith(ByteString.copyFromUtf8(BREAKS_OFF));
            Thread.startVirtualThread(() -> pieces(caller, whole.bytes().substring((int) from, (int) to), breaksOff, message));
        } catch (ServiceException failure) {
            caller.onError(GrpcErrors.toStatus(failure, "stand-in"));
        }
    }

    private static <A> void pieces(ServerCallStreamObserver<A> caller, ByteString bytes, boolean breaksOff, Function<Content, A> message) {
        int end = breaksOff ? bytes.size() / 2 : bytes.size();
        for (int at = 0; at < end && !caller.isCancelled(); at += PIECE_BYTES) {
            Eventually.isTrue(() -> caller.isReady() || caller.isCancelled());
            if (!caller.isCancelled()) {
                caller.onNext(message.apply(Content.newBuilder().setData(bytes.substring(at, Math.min(end, at + PIECE_BYTES))).build()));
            }
        }
        if (breaksOff) {
            caller.onError(GrpcErrors.toStatus(new ServiceException(ErrorCode.DEPENDENCY_UNAVAILABLE, "S3 is away."), "stand-in"));
        } else if (!caller.isCancelled()) {
            caller.onCompleted();
        }
    }
}
