package io.outrigger.openinference.wire;

import java.util.regex.Pattern;

/**
 * What a model may be called, everywhere: one folder of a repository, one segment of a path, one value of a header.
 *
 * <p>Capitals are names of their own ({@code ResNet} is not {@code resnet}): Triton serves them so, and PostgreSQL keeps them apart.
 * The limit is above the 63 characters of a host label because no name becomes one: the mesh matches on a header, and labels are
 * fleets'.
 */
public final class ModelName {

    public static final int CHARACTERS_MAX = 128;

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0," + (CHARACTERS_MAX - 1) + "}");

    private ModelName() {
    }

    public static boolean isLegal(String name) {
        return LEGAL.matcher(name).matches();
    }
}
