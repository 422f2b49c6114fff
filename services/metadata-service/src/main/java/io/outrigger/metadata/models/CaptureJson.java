package io.outrigger.metadata.models;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.fields.JsonObject;
import io.outrigger.registry.Capture;

/** Reads how much of a model's traffic is to be kept. What is left out is as it is where nobody said anything. */
final class CaptureJson {

    private static final String SHARE = "share";

    private CaptureJson() {
    }

    static Capture read(JsonObject json) {
        double share = json.numbers(SHARE, 1).filter(numbers -> !numbers.isEmpty()).orElseThrow(() -> json.missing(SHARE)).getFirst();
        if (share < 0 || share > 1) {
            throw new ServiceException(ErrorCode.INVALID_FIELD,
                    "Field " + Quote.of(json.path(SHARE)) + " must be a number from 0 to 1; found " + share + ".");
        }
        int perMinute = (int) json.integer("requests_per_minute", 1, Capture.REQUESTS_PER_MINUTE_MAX).orElse(Capture.REQUESTS_PER_MINUTE);
        boolean inputs = json.flag("inputs").orElse(true);
        boolean outputs = json.flag("outputs").orElse(true);
        json.refuseOthers();
        if (!inputs && !outputs) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "Fields " + Quote.of(json.path("inputs")) + " and "
                    + Quote.of(json.path("outputs")) + " are both false, so nothing would be kept; a share of 0 says that.");
        }
        return share == 0 ? Capture.OFF : new Capture(share, perMinute, inputs, outputs);
    }
}
