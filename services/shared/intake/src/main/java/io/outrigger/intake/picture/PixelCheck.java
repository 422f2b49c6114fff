package io.outrigger.intake.picture;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;

/** The check of the size that a header claims, before anything is decoded or allocated by it. */
final class PixelCheck {

    private PixelCheck() {
    }

    static void check(String format, long width, long height, PictureLimits limits) {
        if (width <= 0 || height <= 0) {
            throw new ServiceException(ErrorCode.INVALID_IMAGE,
                    "The picture's " + format + " header says " + width + " x " + height + " pixels; at least 1 x 1 is expected.");
        }
        if (width > limits.sideMax() || height > limits.sideMax() || width * height > limits.pixelsMax()) {
            throw new ServiceException(ErrorCode.IMAGE_TOO_LARGE, "The picture's " + format + " header says " + width + " x " + height
                    + " pixels; at most " + limits.pixelsMax() + " pixels and " + limits.sideMax() + " on a side are expected.");
        }
    }
}
