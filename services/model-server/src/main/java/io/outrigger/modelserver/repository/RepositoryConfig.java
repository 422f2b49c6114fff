package io.outrigger.modelserver.repository;

import java.nio.file.Path;

/**
 * Where models lie and what each may hold back.
 *
 * @param root             the folder of the models' folders
 * @param explicit         whether models may be loaded and unloaded by callers
 * @param strict           whether the server is ready only while every model is that was to be loaded
 * @param queueRequestsMax requests that may wait for one version, unless its configuration says fewer
 * @param queueBytesMax    bytes of tensors that may wait for one version
 */
public record RepositoryConfig(Path root, boolean explicit, boolean strict, int queueRequestsMax, long queueBytesMax) {
}
