package io.outrigger.gateway.protocol;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.Quote;
import io.outrigger.chassis.errors.ServiceException;
import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.inference.Addressee;
import io.outrigger.gateway.inference.ModelGate;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.registry.Alias;
import io.outrigger.relay.hop.CallFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Looks, after a model was loaded or unloaded, which registered versions that leaves unserved, and names the aliases that lead there.
 *
 * <p>Triton's version policy serves only the highest number where a configuration says nothing, so a folder {@code 2} beside
 * {@code 1} takes v1 down and with it every alias that points at it. The server cannot know aliases; the gateway does. The load is
 * not refused: clients of the protocol have no way to insist, and nobody could tell before it what the server makes of its folder.
 */
final class LoadWarnings {

    static final String LOAD = "load";
    static final String UNLOAD = "unload";

    /** Questions to the model servers for one load; versions with aliases come first. */
    private static final int ASKED_MAX = 64;

    private final ModelGate gate;

    LoadWarnings(ModelGate gate) {
        this.gate = gate;
    }

    /**
     * Notes the warnings on the request.
     *
     * @param act what was done: {@link #LOAD} or {@link #UNLOAD}
     */
    CompletableFuture<Void> note(String act, String nameOnServer) {
        RequestContext request = RequestContext.current();
        List<Addressee> asked = gate.servedUnder(nameOnServer).stream()
                .sorted(Comparator.comparing(addressee -> aliases(addressee).isEmpty()))
                .limit(ASKED_MAX)
                .toList();
        List<CompletableFuture<Found>> answers = asked.stream().map(this::look).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenRun(() -> {
            Map<Found, List<Addressee>> found = new EnumMap<>(Found.class);
            for (int i = 0; i < asked.size(); i++) {
                found.computeIfAbsent(answers.get(i).join(), key -> new ArrayList<>()).add(asked.get(i));
            }
            sentences(found.getOrDefault(Found.NOTHING, List.of()), (model, versions) -> unserved(act, model, versions))
                    .forEach(request::warn);
            sentences(found.getOrDefault(Found.ANOTHER_ARTIFACT, List.of()), (model, versions) -> another(act, model, versions))
                    .forEach(request::warn);
        });
    }

    /** What is there of a registered version after a load; what cannot be found out counts as that version. */
    private enum Found { IT, NOTHING, ANOTHER_ARTIFACT }

    private CompletableFuture<Found> look(Addressee addressee) {
        return gate.forward(GRPCInferenceServiceGrpc.getModelReadyMethod(), ModelReadyRequest.newBuilder()
                        .setName(addressee.model().name()).setVersion(addressee.versionOnTheWire()).build(), addressee)
                .handle((answer, thrown) -> thrown == null ? answer.getReady() ? Found.IT : Found.NOTHING
                        : isOtherArtifact(thrown) ? Found.ANOTHER_ARTIFACT : Found.IT);
    }

    private static boolean isOtherArtifact(Throwable thrown) {
        return CallFailure.cause(thrown) instanceof ServiceException failure && failure.code() == ErrorCode.ARTIFACT_MISMATCH;
    }

    /** One sentence a model. */
    private static List<String> sentences(List<Addressee> concerned, BiFunction<String, List<Addressee>, String> sentence) {
        Map<String, List<Addressee>> byModel = concerned.stream()
                .collect(Collectors.groupingBy(addressee -> addressee.model().name(), TreeMap::new, Collectors.toList()));
        return byModel.entrySet().stream().map(model -> sentence.apply(model.getKey(), model.getValue())).toList();
    }

    private static String versions(List<Addressee> targets) {
        return targets.stream()
                .sorted(Comparator.comparing(addressee -> addressee.version().number()))
                .map(addressee -> addressee.version().text() + pointers(aliases(addressee)))
                .collect(Collectors.joining(", "));
    }

    private static String another(String act, String model, List<Addressee> changed) {
        return "After this " + act + " the model server has another file than the registered one for " + versions(changed) + " of model "
                + Quote.of(model) + ": requests for it are answered 409. Put the registered file back and load it, or register this one "
                + "as a new version.";
    }

    private static String unserved(String act, String model, List<Addressee> unserved) {
        boolean led = unserved.stream().anyMatch(addressee -> !aliases(addressee).isEmpty());
        return "After this " + act + " the model server does not serve " + versions(unserved) + " of model " + Quote.of(model)
                + (led ? ": requests that go by these aliases are answered 503" : "") + "."
                + (act.equals(LOAD) ? " Without a version_policy in config.pbtxt only the highest number is served; "
                        + "version_policy { all { } } serves every one." : "");
    }

    private static String pointers(List<String> aliases) {
        return aliases.isEmpty() ? "" : " (alias" + (aliases.size() == 1 ? " " : "es ") + String.join(", ", aliases) + ")";
    }

    private static List<String> aliases(Addressee addressee) {
        return addressee.model().aliases().values().stream()
                .filter(alias -> alias.version() == addressee.version().number())
                .map(Alias::name)
                .toList();
    }
}
