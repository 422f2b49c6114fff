package io.outrigger.chassis.server;

import io.helidon.http.Status;
import io.outrigger.chassis.errors.Problem;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.CorrelationId;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The whole answer, head and body, to a request that never reaches Helidon; it is its connection's last. */
final class Refusal {

    private Refusal() {
    }

    static byte[] of(ServiceException failure, String correlationId) {
        byte[] body = new Problem(failure, correlationId).toJson();
        Status status = Status.create(failure.code().httpStatus());
        String head = "HTTP/1.1 " + status.code() + " " + status.reasonPhrase()
                + "\r\nContent-Type: " + Problem.MEDIA_TYPE
                + "\r\n" + CorrelationId.HEADER + ": " + correlationId
                + "\r\n" + SafeHeaders.lines() + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
        var answer = new ByteArrayOutputStream();
        answer.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        answer.writeBytes(body);
        return answer.toByteArray();
    }
}
