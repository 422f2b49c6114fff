package io.outrigger.registry;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.openinference.wire.ModelName;
import java.util.regex.Pattern;

/** Which names models, aliases and fleets may have. */
public final class Names {

    private static final Pattern ALIAS = Pattern.compile("[a-z][a-z0-9._-]{0,63}");
    private static final Pattern FLEET = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private Names() {
    }

    /** The model's name, checked. */
    public static String model(String name) {
        if (!ModelName.isLegal(name)) {
            throw new ServiceException(ErrorCode.INVALID_MODEL_NAME, "A model's name is 1 to " + ModelName.CHARACTERS_MAX
                    + " of A-Z, a-z, 0-9, '.', '_' and '-', "
                    + "beginning with a letter or digit; found " + Quote.of(name) + ".");
        }
        return name;
    }

    /** The alias, checked; it may not look like a version, or {@code v3} would mean two things. */
    public static String alias(String name) {
        if (!ALIAS.matcher(name).matches() || VersionNumber.looksLike(name)) {
            throw new ServiceException(ErrorCode.INVALID_VERSION, "An alias is 1 to 64 of a-z, 0-9, '.', '_' and '-', beginning with a "
                    + "letter, and does not look like a version ('v3'); found " + Quote.of(name) + ".");
        }
        return name;
    }

    /** The fleet's name, checked; it becomes a host label in the mesh. */
    public static String fleet(String name) {
        if (!FLEET.matcher(name).matches()) {
            throw new ServiceException(ErrorCode.INVALID_FIELD, "A fleet's name is 1 to 63 of a-z, 0-9 and '-', beginning and ending with "
                    + "a letter or digit; found " + Quote.of(name) + ".");
        }
        return name;
    }
}
