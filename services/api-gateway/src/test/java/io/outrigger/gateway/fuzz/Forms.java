package io.outrigger.gateway.fuzz;

import io.outrigger.gateway.fuzz.RawRequest.Framing;
import io.outrigger.gateway.fuzz.RawRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Uploads: forms of parts that are good, odd or none. */
final class Forms {

    private static final List<String> HEADS = List.of("form-data; name=\"purpose\"", "form-data; name=\"file\"; filename=\"rows.jsonl\"",
            "form-data; name=\"file\"; filename=\"" + "f".repeat(2_000) + "\"", "form-data; name=file; filename*=UTF-8''%e2%82%ac",
            "form-data",
            "form-data; name=\"expires_after[seconds]\"", "form-data; name=\"expires_after[anchor]\"", "form-data; name=\"x\"",
            "attachment", "",
            "form-data; name=\"purpose", "form-data; name=\"\\\"\"", "form-data; name=\"\u00e9\"",
            "form-data; name=\"file\"; filename=\"a\\\r\nb\"");
    private static final List<String> CONTENTS = List.of("batch", "created_at", "3600", "", "x", "{}\n", "-1", "99999999999", "\u00ff",
            "--x", "\r\n--x",
            "c".repeat(5_000), "{}\n".repeat(30_000));
    private static final List<String> ENDS = List.of("--x--\r\n", "--x--", "--x", "", "--x--\r\nafterwards", "--y--\r\n");
    private static final String GOOD = part(HEADS.get(0), "batch") + part(HEADS.get(1), "{}\n");
    private static final RestEntry UPLOAD = new RestEntry("POST", "/v1/files");

    private Forms() {
    }

    private static String part(String head, String content) {
        return "--x\r\nContent-Disposition: " + head + "\r\n\r\n" + content + "\r\n";
    }

    static Arbitrary<RawRequest> any(String token) {
        Arbitrary<String> parts = Combinators.combine(Arbitraries.of(HEADS), Arbitraries.of(CONTENTS)).as(Forms::part).list().ofMaxSize(3)
                .map(all -> String.join("", all));
        return Combinators.combine(Arbitraries.of("", "", GOOD), parts, Arbitraries.of(ENDS), ByteChange.any().list().ofMaxSize(1),
                Arbitraries.of("x", "x", "x", "\"x\"", "y", "", "x; charset=utf-16"), Arbitraries.of(Framing.EXACT, Framing.CHUNKED,
                        Framing.TOO_LONG))
                .as((good, some, end, changes, boundary, framing) -> new RawRequest(UPLOAD, UPLOAD.path(),
                        List.of(RestRequests.bearer(token),
                        new Header("Content-Type", "multipart/form-data; boundary=" + boundary)),
                        ByteChange.of((good + some + end).getBytes(StandardCharsets.ISO_8859_1), changes), framing));
    }
}
