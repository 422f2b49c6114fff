package io.outrigger.gateway.jobs;

import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.outrigger.chassis.access.CurrentCaller;
import io.outrigger.chassis.headers.RoutingHeaders;
import io.outrigger.chassis.headers.Tenant;
import io.outrigger.chassis.telemetry.Telemetry;
import io.outrigger.gateway.hop.AnswerStream;
import io.outrigger.gateway.hop.HopLink;
import io.outrigger.gateway.hop.RequestStream;
import io.outrigger.gateway.streams.StreamPlaces;
import java.time.Duration;

/** The one channel to the batch-worker; every call names the caller's tenant. The gateway is ready without it. */
public final class WorkerLink implements AutoCloseable {

    private final HopLink link;
    private final Duration standardTimeout;
    private final StreamPlaces places;

    public WorkerLink(JobsConfig config, long messageBytesMax, Telemetry telemetry) {
        this.link = new HopLink("batch-worker", config.worker(), messageBytesMax, telemetry);
        this.standardTimeout = config.callTimeout();
        this.places = new StreamPlaces(config.streamsMax(), "uploads, downloads and watched jobs");
    }

    /** Calls the worker and waits for its answer. */
    public <Q, A> A call(MethodDescriptor<Q, A> method, Q message) {
        return call(method, message, standardTimeout);
    }

    /** The same within a time, where the caller has set none. */
    <Q, A> A call(MethodDescriptor<Q, A> method, Q message, Duration timeout) {
        return HopLink.await(link.call(method, message, headers(), timeout));
    }

    /** Begins a call whose answer comes in pieces. */
    public <Q, A> AnswerStream<A> read(MethodDescriptor<Q, A> method, Q message) {
        return link.read(method, message, headers());
    }

    /** Begins a call whose request goes in pieces. */
    public <Q, A> RequestStream<Q, A> write(MethodDescriptor<Q, A> method) {
        return link.write(method, headers());
    }

    /** Takes the place that a stream needs while it lasts. */
    public StreamPlaces.Place place() {
        return places.take(CurrentCaller.get().tenant());
    }

    /** For what is done beside requests. */
    public Channel channel() {
        return link.channel();
    }

    HopLink link() {
        return link;
    }

    /** How long a call may take whose caller has not said it. */
    public Duration standardTimeout() {
        return standardTimeout;
    }

    static RoutingHeaders headers() {
        return new RoutingHeaders("", "", "", "", Tenant.toHeader(CurrentCaller.get().tenant()), "");
    }

    @Override
    public void close() {
        link.close();
    }
}
