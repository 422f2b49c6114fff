package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.headers.PlatformHeader;
import io.outrigger.modelserver.execution.LoadedVersion;
import java.util.HashMap;
import java.util.Map;

/**
 * The artifacts that a request may be answered by, as the platform's header says them; a request of anybody else says nothing.
 *
 * <p>It is compared with the loaded version that takes the request, not with what is loaded by name: that one keeps its session
 * to its end, so a model that is loaded anew in between changes nothing.
 */
public final class ExpectedArtifact {

    /** Whatever is loaded. */
    public static final ExpectedArtifact ANY = new ExpectedArtifact("", Map.of());

    private static final String SHA256 = "[0-9a-f]{64}";
    private static final String PINNED = "[0-9]{1,18}=" + SHA256;

    private final String ofAnyVersion;
    private final Map<Long, String> byVersion;

    private ExpectedArtifact(String ofAnyVersion, Map<Long, String> byVersion) {
        this.ofAnyVersion = ofAnyVersion;
        this.byVersion = byVersion;
    }

    /** Reads the header: one digest, or a list of {@code version=digest} with commas between; empty for none. */
    public static ExpectedArtifact of(String header) {
        if (header.isEmpty()) {
            return ANY;
        }
        if (header.matches(SHA256)) {
            return new ExpectedArtifact(header, Map.of());
        }
        Map<Long, String> byVersion = new HashMap<>();
        for (String entry : header.split(",", -1)) {
            if (!entry.matches(PINNED)) {
                throw new ServiceException(ErrorCode.INVALID_HEADER, PlatformHeader.DIGEST.headerName()
                        + " must be a SHA-256 as 64 hexadecimal digits, or a list of version=SHA-256.");
            }
            int equals = entry.indexOf('=');
            byVersion.put(Long.parseLong(entry.substring(0, equals)), entry.substring(equals + 1));
        }
        return new ExpectedArtifact("", byVersion);
    }

    /**
     * Returns where the version is one that the caller means.
     *
     * @throws ServiceException ARTIFACT_MISMATCH with both digests
     */
    public void check(LoadedVersion version) {
        String expected = ofAnyVersion.isEmpty() ? byVersion.getOrDefault(version.version(), "") : ofAnyVersion;
        String loaded = version.definition().sha256();
        if (!expected.isEmpty() && !expected.equals(loaded)) {
            throw new ServiceException(ErrorCode.ARTIFACT_MISMATCH, "model " + Quote.of(version.definition().name()) + " version "
                    + version.version() + " is not served: it was loaded from the artifact sha256:" + loaded
                    + ", and sha256:" + expected + " is registered; put the registered file back and load the model, or register this "
                    + "one as a new version");
        }
    }
}
