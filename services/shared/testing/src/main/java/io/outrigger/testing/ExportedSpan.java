package io.outrigger.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A span as a {@link StandInCollector} got it; read by the numbers of OTLP's fields, for which there are no classes here.
 *
 * @param parent the span, of the same trace, that it is part of; empty for a trace's first
 * @param service that has exported it
 * @param attributes those that are texts and whole numbers
 * @param links spans of other traces, or of this one, that it names
 */
public record ExportedSpan(Id id, String parent, String service, String name, Map<String, String> attributes, List<Id> links) {

    private static final int RESOURCE_SPANS = 1;
    private static final int RESOURCE = 1;
    private static final int RESOURCE_ATTRIBUTES = 1;
    private static final int SCOPE_SPANS = 2;
    private static final int SPANS = 2;
    private static final int TRACE_ID = 1;
    private static final int SPAN_ID = 2;
    private static final int PARENT = 4;
    private static final int NAME = 5;
    private static final int ATTRIBUTES = 9;
    private static final int LINKS = 13;
    private static final int KEY = 1;
    private static final int VALUE = 2;
    private static final int TEXT = 1;
    private static final int WHOLE_NUMBER = 3;

    /** What names a span, in hexadecimal digits. */
    public record Id(String trace, String span) {

        /** The span that a {@code traceparent} header names. */
        public static Id ofHeader(String traceparent) {
            String[] parts = traceparent.split("-");
            return new Id(parts[1], parts[2]);
        }

        private static Id of(UnknownFieldSet fields) {
            return new Id(hex(fields, TRACE_ID), hex(fields, SPAN_ID));
        }
    }

    /** The spans of an ExportTraceServiceRequest. */
    static List<ExportedSpan> allOf(byte[] export) {
        return messages(read(ByteString.copyFrom(export)), RESOURCE_SPANS)
                .flatMap(resource -> messages(resource, SCOPE_SPANS)
                        .flatMap(scope -> messages(scope, SPANS))
                        .map(span -> of(span, service(resource)))).toList();
    }

    private static String service(UnknownFieldSet resourceSpans) {
        return messages(resourceSpans, RESOURCE).map(resource -> attributes(resource, RESOURCE_ATTRIBUTES).get("service.name"))
                .findFirst().orElseThrow();
    }

    private static ExportedSpan of(UnknownFieldSet span, String service) {
        String parent = span.hasField(PARENT) ? hex(span, PARENT) : "";
        return new ExportedSpan(Id.of(span), parent, service, text(span, NAME), attributes(span, ATTRIBUTES),
                messages(span, LINKS).map(Id::of).toList());
    }

    private static Map<String, String> attributes(UnknownFieldSet of, int field) {
        Map<String, String> attributes = new HashMap<>();
        messages(of, field).forEach(attribute -> messages(attribute, VALUE).forEach(value -> {
            value.getField(TEXT).getLengthDelimitedList().forEach(text -> attributes.put(text(attribute, KEY), text.toStringUtf8()));
            value.getField(WHOLE_NUMBER).getVarintList().forEach(number -> attributes.put(text(attribute, KEY), number.toString()));
        }));
        return attributes;
    }

    private static Stream<UnknownFieldSet> messages(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().stream().map(ExportedSpan::read);
    }

    private static String text(UnknownFieldSet of, int field) {
        return of.getField(field).getLengthDelimitedList().getFirst().toStringUtf8();
    }

    private static String hex(UnknownFieldSet of, int field) {
        return HexFormat.of().formatHex(of.getField(field).getLengthDelimitedList().getFirst().toByteArray());
    }

    private static UnknownFieldSet read(ByteString message) {
        try {
            return UnknownFieldSet.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("an export that cannot be read", e);
        }
    }
}
