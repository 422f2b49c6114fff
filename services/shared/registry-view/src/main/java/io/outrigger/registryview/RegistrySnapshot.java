package io.outrigger.registryview;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.registry.Fleet;
import io.outrigger.registry.Model;
import io.outrigger.registry.Names;
import io.outrigger.registry.Resolution;
import io.outrigger.registry.Version;
import io.outrigger.registry.VersionNumber;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The whole registry at one revision, and the one place that decides which version a request means.
 *
 * @param models by name
 * @param fleets by name
 */
public record RegistrySnapshot(long revision, Map<String, Model> models, Map<String, Fleet> fleets) {

    /** What is known before anything is. */
    public static final RegistrySnapshot EMPTY = new RegistrySnapshot(0, Map.of(), Map.of());

    private static final int LISTED_MAX = 10;

    public RegistrySnapshot {
        models = Map.copyOf(models);
        fleets = Map.copyOf(fleets);
    }

    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    public Optional<Fleet> fleet(String name) {
        return Optional.ofNullable(fleets.get(name));
    }

    /**
     * The version that a request means.
     *
     * @param requested a version ({@code v3}, {@code 3}), an alias, or empty for the model's default alias
     */
    public Resolution resolve(String modelName, String requested) {
        Model model = models.get(modelName);
        if (model == null) {
            throw new ServiceException(ErrorCode.MODEL_NOT_FOUND, "There is no model " + Quote.of(modelName) + " in the registry.");
        }
        if (requested.isEmpty()) {
            Version version = byAlias(model, model.defaultAlias());
            return new Resolution(model, version, !isSplitByMesh(version));
        }
        Version version = VersionNumber.looksLike(requested)
                ? byNumber(model, VersionNumber.parse(requested))
                : byAlias(model, Names.alias(requested));
        return new Resolution(model, version, true);
    }

    private boolean isSplitByMesh(Version version) {
        return version.fleets().stream().map(fleets::get).anyMatch(fleet -> fleet != null && fleet.mesh());
    }

    private static Version byNumber(Model model, long number) {
        return model.version(number).orElseThrow(() -> notFound(model, "no version " + VersionNumber.text(number)));
    }

    private static Version byAlias(Model model, String name) {
        return model.alias(name)
                .flatMap(alias -> model.version(alias.version()))
                .orElseThrow(() -> notFound(model, "no version or alias " + Quote.of(name)));
    }

    private static ServiceException notFound(Model model, String what) {
        return new ServiceException(ErrorCode.VERSION_NOT_FOUND, "Model " + Quote.of(model.name()) + " has " + what + "; its versions are "
                + listed(model.versions().descendingKeySet(), VersionNumber::text) + ", its aliases "
                + listed(model.aliases().keySet(), Function.identity()) + ".");
    }

    private static <T> String listed(Collection<T> things, Function<T, String> text) {
        if (things.isEmpty()) {
            return "none";
        }
        String first = things.stream().limit(LISTED_MAX).map(text).collect(Collectors.joining(", "));
        return things.size() <= LISTED_MAX ? first : first + " and " + (things.size() - LISTED_MAX) + " more";
    }
}
