package io.outrigger.delivery.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.outrigger.testing.manifests.Manifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

/** How Argo CD applies it all: by itself, again until it holds, and without undoing what Argo Rollouts writes. */
public final class ArgoPolicies {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String SPEC = "/spec/template/spec";

    private ArgoPolicies() {
    }

    public static List<Policy> all() {
        return List.of(
                new Policy("a name that is missing is an error", manifests -> manifests.of("ApplicationSet")
                        .filter(set -> !set.at("/spec/goTemplate").asBoolean()
                                || !Manifest.texts(set.at("/spec/goTemplateOptions")).contains("missingkey=error"))
                        .map(set -> set + " makes empty words of missing ones").toList()),
                new Policy("everything is synced, pruned, healed and tried again", manifests -> Stream.concat(
                        manifests.of("ApplicationSet").map(set -> new Sync(set, set.at(SPEC + "/syncPolicy"))),
                        manifests.of("Application").map(application -> new Sync(application, application.at("/spec/syncPolicy"))))
                        .filter(sync -> !sync.json.at("/automated/prune").asBoolean() || !sync.json.at("/automated/selfHeal").asBoolean()
                                || sync.json.at("/retry/limit").asInt() < 5)
                        .map(sync -> sync.manifest + " is left to somebody's hands").toList()),
                new Policy("what Rollouts writes survives a commit", manifests -> manifests.of("ApplicationSet")
                        .filter(ArgoPolicies::ignores)
                        .filter(set -> !options(set).contains("ApplyOutOfSyncOnly=true"))
                        .map(set -> set + " ignores differences without ApplyOutOfSyncOnly: any commit wipes header routes").toList()),
                new Policy("Git's changes always arrive", manifests -> manifests.of("ApplicationSet", "Application")
                        .filter(set -> set.json().toString().contains("RespectIgnoreDifferences"))
                        .map(set -> set + ": RespectIgnoreDifferences loses new images and roots' times").toList()),
                new Policy("delegates and subsets are ignored, whole", manifests -> Stream.of("platform", "models")
                        .filter(name -> manifests.find("ApplicationSet", "argocd", name)
                                .filter(set -> ignored(set).anyMatch(each -> isIgnored(each, "VirtualService", "/spec/http"))
                                        && ignored(set).anyMatch(each -> isIgnored(each, "DestinationRule", "/spec/subsets"))).isEmpty())
                        .map(name -> "ApplicationSet " + name + " fights with Argo Rollouts over routes or subsets").toList()),
                new Policy("roots are never ignored", manifests -> manifests.find("ApplicationSet", "argocd", "models").stream()
                        .flatMap(ArgoPolicies::ignored).filter(each -> !each.path("name").asText().matches(".*}}-(grpc|http|subsets)"))
                        .map(each -> "models ignore more than delegates: " + each).toList()),
                new Policy("projects say where their things come from and go to", manifests -> manifests.of("AppProject")
                        .filter(project -> Manifest.texts(project.at("/spec/sourceRepos")).contains("*")
                                || project.at("/spec/destinations").isEmpty())
                        .map(project -> project + " takes anything from anywhere").toList()));
    }

    private record Sync(Manifest manifest, JsonNode json) {
    }

    private static List<String> options(Manifest set) {
        return Manifest.texts(set.at(SPEC + "/syncPolicy/syncOptions"));
    }

    private static boolean ignores(Manifest set) {
        return ignored(set).findAny().isPresent();
    }

    /** From the template, and from what is patched into it where a condition holds. */
    private static Stream<JsonNode> ignored(Manifest set) {
        return Stream.concat(set.list(SPEC + "/ignoreDifferences").stream(),
                Manifest.list(patch(set).at("/spec/ignoreDifferences")).stream());
    }

    private static JsonNode patch(Manifest set) {
        try {
            return YAML.readTree(set.at("/spec/templatePatch").asText("").replaceAll("(?m)^\\s*\\{\\{-.*}}\\s*$", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isIgnored(JsonNode ignored, String kind, String pointer) {
        return ignored.path("kind").asText().equals(kind) && Manifest.texts(ignored.path("jsonPointers")).contains(pointer);
    }
}
