package io.outrigger.chassis.headers;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import java.util.Optional;

/**
 * What the hops have decided about a request so far; an empty string stands for "not decided".
 *
 * @param version {@code v3} when pinned
 * @param digest what {@link PlatformHeader#DIGEST} says
 * @param caller what {@link PlatformHeader#CALLER} says
 * @param servedAs {@code 2/resnet}, the fleet's number and name of the version where they are not those that it is registered under
 */
public record RoutingHeaders(
        String model, String version, String fleet, String bucket, String tenant, String priority, String digest, String servedAs,
        String caller) {

    /** Carries the headers of one outgoing call; the channel's interceptor writes them. */
    public static final CallOptions.Key<RoutingHeaders> CALL_OPTION = CallOptions.Key.create("outrigger-routing-headers");

    public static final RoutingHeaders NONE = new RoutingHeaders("", "", "", "", "", "");

    /** Those of a request before it is routed. */
    public RoutingHeaders(String model, String version, String fleet, String bucket, String tenant, String priority) {
        this(model, version, fleet, bucket, tenant, priority, "", "", "");
    }

    public static RoutingHeaders of(Metadata metadata) {
        return new RoutingHeaders(
                read(metadata, PlatformHeader.MODEL),
                read(metadata, PlatformHeader.VERSION),
                read(metadata, PlatformHeader.FLEET),
                read(metadata, PlatformHeader.BUCKET),
                read(metadata, PlatformHeader.TENANT),
                read(metadata, PlatformHeader.PRIORITY),
                read(metadata, PlatformHeader.DIGEST),
                read(metadata, PlatformHeader.SERVED_AS),
                read(metadata, PlatformHeader.CALLER));
    }

    public RoutingHeaders withModel(String name) {
        return new RoutingHeaders(name, version, fleet, bucket, tenant, priority, digest, servedAs, caller);
    }

    public RoutingHeaders withVersion(String pinned) {
        return new RoutingHeaders(model, pinned, fleet, bucket, tenant, priority, digest, servedAs, caller);
    }

    public RoutingHeaders withFleet(String name) {
        return new RoutingHeaders(model, version, name, bucket, tenant, priority, digest, servedAs, caller);
    }

    public RoutingHeaders withPriority(Priority whose) {
        return new RoutingHeaders(model, version, fleet, bucket, tenant, whose.header(), digest, servedAs, caller);
    }

    /** With what the model server must have loaded; empty for whatever it has. */
    public RoutingHeaders withDigest(String expected) {
        return new RoutingHeaders(model, version, fleet, bucket, tenant, priority, expected, servedAs, caller);
    }

    /** With the fleet's own number and name of the version; empty where it knows it as the registry does. */
    public RoutingHeaders withServedAs(String numberAndName) {
        return new RoutingHeaders(model, version, fleet, bucket, tenant, priority, digest, numberAndName, caller);
    }

    /** With who asks, see {@link PlatformHeader#CALLER}. */
    public RoutingHeaders withCaller(String hash) {
        return new RoutingHeaders(model, version, fleet, bucket, tenant, priority, digest, servedAs, hash);
    }

    public void writeTo(Metadata metadata) {
        write(metadata, PlatformHeader.MODEL, model);
        write(metadata, PlatformHeader.VERSION, version);
        write(metadata, PlatformHeader.FLEET, fleet);
        write(metadata, PlatformHeader.BUCKET, bucket);
        write(metadata, PlatformHeader.TENANT, tenant);
        write(metadata, PlatformHeader.PRIORITY, priority);
        write(metadata, PlatformHeader.DIGEST, digest);
        write(metadata, PlatformHeader.SERVED_AS, servedAs);
        write(metadata, PlatformHeader.CALLER, caller);
    }

    private static String read(Metadata metadata, PlatformHeader header) {
        return Optional.ofNullable(metadata.get(header.key())).orElse("");
    }

    private static void write(Metadata metadata, PlatformHeader header, String value) {
        if (!value.isEmpty()) {
            metadata.put(header.key(), value);
        }
    }
}
