/**
 * The model repository: folders on disk, their config.pbtxt, and what of it is loaded.
 *
 * <p>A folder is {@code <model>/config.pbtxt} and {@code <model>/<number>/model.onnx}, as Triton lays it out. Loading builds
 * everything anew beside what is served and then swaps, so a model that fails to load leaves the old one serving. Looking up a
 * model takes no lock; loading and unloading take one per model.
 */
package io.outrigger.modelserver.repository;
