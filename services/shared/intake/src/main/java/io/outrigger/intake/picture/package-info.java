/**
 * Pictures into tensors: bytes of a PNG or JPEG in, the elements of the model's input tensor out.
 *
 * <p>{@link io.outrigger.intake.picture.Pictures} is the door. Before anything is decoded the file's structure is read by code
 * of ours ({@code PngFile}, {@code JpegFile}): size in pixels, kind, completeness; and a copy without embedded metadata is made,
 * so profiles, texts, thumbnails and animations are never even looked at by the decoder. Of EXIF data the orientation is read,
 * by {@code ExifOrientation}, and nothing else. {@code PictureConversion} is what then happens, in its order: decoded
 * ({@code PictureDecoder}), turned ({@code Orientation}), resized ({@code Resizer}) to its place ({@code Placement}), normalized and
 * written ({@code Normalization}, {@code TensorWriter}). Memory is bounded by the decoded pixels, which take turns, and by the
 * tensor: no picture is ever held at the size it is resized to. Arithmetic without state, safe for several threads.
 */
package io.outrigger.intake.picture;
