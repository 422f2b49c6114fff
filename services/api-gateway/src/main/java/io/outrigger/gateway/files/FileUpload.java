package io.outrigger.gateway.files;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.gateway.hop.RequestStream;
import io.outrigger.gateway.jobs.WorkerLink;
import io.outrigger.gateway.multipart.FormReader;
import io.outrigger.gateway.multipart.PartHead;
import io.outrigger.proto.jobs.v1.File;
import io.outrigger.proto.jobs.v1.JobServiceGrpc;
import io.outrigger.proto.jobs.v1.UploadFileRequest;
import io.outrigger.proto.jobs.v1.UploadFileResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * One form with a file, on its way to the worker.
 *
 * <p>The file goes on while it comes, also where fields follow it; the worker keeps it once the whole form was in order, and what was
 * learnt behind the file is told in a second head. Given up, the call is cancelled, and nothing is kept. For one thread.
 */
final class FileUpload {

    private static final int PIECE_BYTES = 256 << 10;
    private static final String FILE = "file";
    private static final String FILENAME_STANDARD = "input.jsonl";

    private final FormReader form;
    private final WorkerLink worker;
    private final long fileBytesMax;
    private final UploadForm fields = new UploadForm();

    FileUpload(FormReader form, WorkerLink worker, long fileBytesMax) {
        this.form = form;
        this.worker = worker;
        this.fileBytesMax = fileBytesMax;
    }

    File run() throws IOException {
        for (Optional<PartHead> part = form.next(); part.isPresent(); part = form.next()) {
            if (part.get().name().equals(FILE)) {
                return upload(part.get().filename().filter(name -> !name.isBlank()).orElse(FILENAME_STANDARD));
            }
            fields.put(part.get().name(), value(part.get().name()));
        }
        throw UploadForm.missing(FILE, "the bytes of a file");
    }

    private File upload(String filename) throws IOException {
        try (RequestStream<UploadFileRequest, UploadFileResponse> upload = worker.write(JobServiceGrpc.getUploadFileMethod())) {
            UploadFileRequest head = fields.head(filename);
            upload.send(head);
            sendContent(upload);
            readFieldsBehindTheFile();
            fields.checkComplete();
            UploadFileRequest last = fields.head(filename);
            if (!last.equals(head)) {
                upload.send(last);
            }
            return upload.finish(worker.standardTimeout()).getFile();
        }
    }

    private void sendContent(RequestStream<UploadFileRequest, UploadFileResponse> upload) throws IOException {
        long bytes = 0;
        byte[] piece = new byte[PIECE_BYTES];
        int filled = 0;
        for (int count = form.read(piece, filled); count >= 0; count = form.read(piece, filled)) {
            bytes += count;
            if (bytes > fileBytesMax) {
                throw new ServiceException(ErrorCode.PAYLOAD_TOO_LARGE, "A file may have " + fileBytesMax + " bytes; this one has more.");
            }
            filled += count;
            if (filled == piece.length) {
                upload.send(data(UnsafeByteOperations.unsafeWrap(piece)));
                piece = new byte[PIECE_BYTES];
                filled = 0;
            }
        }
        if (filled > 0) {
            upload.send(data(UnsafeByteOperations.unsafeWrap(piece, 0, filled)));
        }
    }

    private static UploadFileRequest data(ByteString bytes) {
        return UploadFileRequest.newBuilder().setData(bytes).build();
    }

    private void readFieldsBehindTheFile() throws IOException {
        for (Optional<PartHead> part = form.next(); part.isPresent(); part = form.next()) {
            if (part.get().name().equals(FILE)) {
                throw new ServiceException(ErrorCode.INVALID_FIELD, "The form has the field file more than once; exactly one is expected.");
            }
            fields.put(part.get().name(), value(part.get().name()));
        }
    }

    private String value(String field) throws IOException {
        byte[] value = new byte[UploadForm.VALUE_BYTES_MAX + 1];
        int filled = 0;
        for (int count = form.read(value, filled); count >= 0; count = form.read(value, filled)) {
            filled += count;
            if (filled == value.length) {
                throw new ServiceException(ErrorCode.INVALID_FIELD,
                        "The field " + Quote.bare(field) + " may have " + UploadForm.VALUE_BYTES_MAX + " bytes; it has more.");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Arrays.copyOf(value, filled))).toString();
        } catch (CharacterCodingException e) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "The field " + Quote.bare(field) + " is not UTF-8.", e);
        }
    }
}
