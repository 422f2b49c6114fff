package io.outrigger.intake.picture;

/**
 * A decoded picture, upright: one plane of bytes when gray, three (red, green, blue) otherwise; transparency is already over white.
 *
 * @param planes row by row, without padding
 */
record Pixels(int width, int height, byte[][] planes) {
}
