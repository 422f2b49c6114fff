package io.outrigger.chassis.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Traces what is done for others, such as the call of a batch, where one of them is traced; what is done for nobody goes by the rest. */
record LinkedSampler(Sampler unlinked) implements Sampler {

    @Override
    public SamplingResult shouldSample(Context parent, String traceId, String name, SpanKind kind, Attributes attributes,
            List<LinkData> links) {
        if (links.isEmpty()) {
            return unlinked.shouldSample(parent, traceId, name, kind, attributes, links);
        }
        return links.stream().anyMatch(link -> link.getSpanContext().isSampled())
                ? SamplingResult.recordAndSample() : SamplingResult.drop();
    }

    @Override
    public String getDescription() {
        return "linked, else " + unlinked.getDescription();
    }
}
