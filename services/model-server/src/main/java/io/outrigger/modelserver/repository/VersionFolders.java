package io.outrigger.modelserver.repository;

import io.outrigger.chassis.errors.Quote;
import io.outrigger.proto.inference.ModelVersionPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The numbered folders of a model, and the choice among them. */
final class VersionFolders {

    private static final String NUMBER = "[1-9][0-9]{0,17}";

    private VersionFolders() {
    }

    /** The versions that lie in a model's folder, ascending; folders with other names are none. */
    static List<Long> list(Path folder) throws ModelRefusedException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches(NUMBER))
                    .map(Long::valueOf)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ModelRefusedException("cannot read the folder of " + Quote.of(folder.getFileName().toString()) + ": "
                    + e.getMessage(), e);
        }
    }

    /** The versions that are to be served, ascending; without a policy the latest, as in Triton. */
    static List<Long> choose(Path folder, List<Long> there, ModelVersionPolicy policy) throws ModelRefusedException {
        if (there.isEmpty()) {
            throw new ModelRefusedException("at least one version must be available under the version policy: "
                    + "the model's folder has no numbered folder" + FolderMishap.inModel(folder));
        }
        return switch (policy.getPolicyChoiceCase()) {
            case ALL -> there;
            case LATEST -> latest(there, policy.getLatest().getNumVersions());
            case POLICYCHOICE_NOT_SET -> latest(there, 1);
            case SPECIFIC -> specific(there, policy.getSpecific().getVersionsList());
        };
    }

    private static List<Long> latest(List<Long> there, int wanted) {
        int count = Math.clamp(Integer.toUnsignedLong(wanted), 1, there.size());
        return there.subList(there.size() - count, there.size());
    }

    private static List<Long> specific(List<Long> there, List<Long> wanted) throws ModelRefusedException {
        if (wanted.isEmpty()) {
            throw new ModelRefusedException("the version policy 'specific' names no version");
        }
        List<Long> found = wanted.stream().filter(there::contains).distinct().sorted().toList();
        if (found.isEmpty()) {
            throw new ModelRefusedException("the version policy names the versions " + wanted + " but the folder has " + there);
        }
        return found;
    }

    /** What people should know about versions that a policy names and that are not there: as in Triton the others are served. */
    static List<String> missing(List<Long> there, ModelVersionPolicy policy) {
        List<Long> missing = policy.getSpecific().getVersionsList().stream().filter(version -> !there.contains(version)).toList();
        return missing.isEmpty() ? List.of()
                : List.of("the version policy names " + missing + " too, for which there are no folders; the folder has " + there);
    }
}
