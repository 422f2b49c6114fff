package io.outrigger.gateway.fuzz;

import io.outrigger.gateway.fuzz.RawRequest.Framing;
import io.outrigger.gateway.fuzz.RawRequest.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Requests over REST, each kind wrong in its own way and otherwise as it should be. */
final class RestRequests {

    private static final Header JSON = new Header("Content-Type", "application/json");
    private static final String LENGTH = "Inference-Header-Content-Length";

    private RestRequests() {
    }

    /** Good but for the structure of their bodies, which are JSON or were. */
    static Arbitrary<RawRequest> changedBodies(String token, List<RestEntry> entries) {
        Arbitrary<List<ByteChange>> bytes = Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(List.of())),
                Tuple.of(1, ByteChange.any().list().ofMinSize(1).ofMaxSize(2)));
        return RestEntry.of(entries).flatMap(entry -> Combinators.combine(Arbitraries.of(GoodBodies.of(entry)),
                JsonChange.any().list().ofMaxSize(3), bytes, Arbitraries.of(Framing.EXACT, Framing.EXACT, Framing.CHUNKED))
                .as((good, changes, more, framing) -> new RawRequest(entry, goodTarget(entry), List.of(bearer(token), JSON),
                        ByteChange.of(JsonChange.of(good, changes).getBytes(StandardCharsets.UTF_8), more), framing)));
    }

    /** Inferences with binary tensors, with what says where those begin. */
    static Arbitrary<RawRequest> binaryInferences(String token) {
        RestEntry entry = new RestEntry("POST", "/v2/models/{model}/infer");
        return Combinators.combine(JsonChange.any().list().ofMaxSize(2), ByteChange.any().list().ofMaxSize(2),
                Arbitraries.frequencyOf(Tuple.of(5, Arbitraries.just(0)), Tuple.of(1, Arbitraries.integers().between(-300, 50))))
                .as((changes, tail, off) -> {
                    byte[] head = JsonChange.of(GoodBodies.binaryHead(), changes).getBytes(StandardCharsets.UTF_8);
                    byte[] body = joined(head, ByteChange.of(GoodBodies.binaryTail(), tail));
                    return new RawRequest(entry, goodTarget(entry), List.of(bearer(token), new Header("Content-Type",
                            "application/octet-stream"),
                            new Header(LENGTH, Integer.toString(head.length + off))), body, Framing.EXACT);
                });
    }

    /** Any address with anything in the place of its variables, any parameters and any headers. */
    static Arbitrary<RawRequest> oddEnvelopes(String token) {
        Arbitrary<List<Header>> tokens = Arbitraries.frequencyOf(Tuple.of(9, Arbitraries.just(List.of(bearer(token)))),
                Tuple.of(1, Arbitraries.of(List.of(), List.of(bearer("x.y.z")), List.of(bearer(token), bearer(token)))));
        return RestEntry.of(RestEntry.all()).flatMap(entry -> Combinators.combine(targets(entry), tokens, OddTexts.headers(),
                Arbitraries.of(GoodBodies.of(entry)))
                .as((target, tokenHeaders, odd, body) -> {
                    List<Header> headers = new ArrayList<>(tokenHeaders);
                    headers.addAll(odd);
                    boolean bodiless = entry.method().equals("GET") || entry.method().equals("DELETE");
                    return new RawRequest(entry, target, headers, bodiless ? new byte[0] : body.getBytes(StandardCharsets.UTF_8),
                            bodiless ? Framing.ABSENT : Framing.EXACT);
                }));
    }

    /** Addresses that are none, made of those that are. */
    static Arbitrary<RawRequest> oddAddresses(String token) {
        Arbitrary<String> target = Combinators.combine(RestEntry.of(RestEntry.all()), OddTexts.segment().list().ofMaxSize(3),
                OddTexts.query(),
                Arbitraries.of("", "/", "//", "/../", "#", "*", "http://gateway"))
                .as((entry, more, query, joint) -> entry.path() + joint + String.join("/", more) + query);
        return Combinators.combine(Arbitraries.of("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "BREW", "get"),
                target)
                .as((method, where) -> new RawRequest(new RestEntry(method, where), where, List.of(bearer(token)), new byte[0],
                        Framing.ABSENT));
    }

    /** Bodies of no structure at all. */
    static Arbitrary<RawRequest> anyBytes(String token) {
        Arbitrary<List<Header>> headers = Arbitraries.of(List.of(JSON), List.of(new Header("Content-Type", "application/octet-stream")),
                List.of(new Header("Content-Encoding", "gzip")), List.of(new Header("Content-Encoding", "deflate")),
                List.of(new Header(LENGTH, "4")), List.of(new Header("Content-Type", "multipart/form-data; boundary=x")));
        return Combinators.combine(RestEntry.of(RestEntry.withBody()), headers, Arbitraries.bytes().array(byte[].class).ofMaxSize(200))
                .as((entry, more, body) -> {
                    List<Header> all = new ArrayList<>(more);
                    all.add(bearer(token));
                    return new RawRequest(entry, goodTarget(entry), all, body, Framing.EXACT);
                });
    }

    /** Bodies whose length is told wrongly. */
    static Arbitrary<RawRequest> misframed(String token) {
        return RestEntry.of(RestEntry.withBody()).flatMap(entry -> Combinators.combine(Arbitraries.of(Framing.class),
                Arbitraries.of(GoodBodies.of(entry)), ByteChange.any().list().ofMaxSize(1))
                .as((framing, body, changes) -> new RawRequest(entry, goodTarget(entry), List.of(bearer(token), JSON),
                        ByteChange.of(body.getBytes(StandardCharsets.UTF_8), changes), framing)));
    }

    private static Arbitrary<String> targets(RestEntry entry) {
        Arbitrary<String> segment = Arbitraries.frequencyOf(Tuple.of(1, Arbitraries.just("")), Tuple.of(2, OddTexts.segment()));
        return Combinators.combine(segment.list().ofSize(2), OddTexts.query()).as((odd, query) -> {
            String target = entry.path();
            for (String each : odd) {
                target = each.isEmpty() ? target : target.replaceFirst("\\{[a-z]+}|\\*", Matcher.quoteReplacement(each));
            }
            return goodTarget(new RestEntry(entry.method(), target)) + query;
        });
    }

    private static String goodTarget(RestEntry entry) {
        return entry.path().replace("{model}", entry.path().startsWith("/v1/limits") ? "limited" : "plain").replace("{version}", "1")
                .replace("{tenant}", "acme").replace("*", "ui").replace("{id}", entry.path().startsWith("/v1/keys") ? "key_1"
                        : entry.path().startsWith("/v1/files") ? FuzzedGateway.FILE : FuzzedGateway.JOB);
    }

    static Header bearer(String token) {
        return new Header("Authorization", "Bearer " + token);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }
}
