/**
 * Pictures into tensors: bytes of a PNG or JPEG in, the elements of the model's input tensor out.
 *
 * <p>{@link io.outrigger.gateway.picture.Pictures} is the door. Before anything is decoded the file's structure is read by code
 * of ours ({@code PngFile}, {@code JpegFile}): size in pixels, kind, completeness; and a copy without embedded metadata is made,
 * so profiles, texts, thumbnails and animations are never even looked at by the decoder. EXIF orientation is metadata and is
 * not applied: a picture is taken as its pixels lie. Decodes at once are bounded. The rest is arithmetic without state. Safe
 * for several threads.
 */
package io.outrigger.gateway.picture;
