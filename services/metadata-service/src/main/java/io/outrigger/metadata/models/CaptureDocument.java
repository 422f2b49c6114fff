package io.outrigger.metadata.models;

import io.outrigger.registry.Capture;

/** How much of a model's traffic is kept, as it is answered: not at all where none is. */
record CaptureDocument(double share, int requestsPerMinute, boolean inputs, boolean outputs) {

    static CaptureDocument of(Capture capture) {
        return capture.isOff() ? null
                : new CaptureDocument(capture.share(), capture.requestsPerMinute(), capture.inputs(), capture.outputs());
    }
}
