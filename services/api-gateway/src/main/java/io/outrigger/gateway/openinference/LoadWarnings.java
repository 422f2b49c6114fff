package io.outrigger.gateway.openinference;

import io.outrigger.chassis.telemetry.RequestContext;
import io.outrigger.gateway.inference.Intake;
import io.outrigger.gateway.inference.Target;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.registryview.Alias;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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

    private final Intake intake;

    LoadWarnings(Intake intake) {
        this.intake = intake;
    }

    /**
     * Notes the warnings on the request.
     *
     * @param act what was done: {@link #LOAD} or {@link #UNLOAD}
     */
    CompletableFuture<Void> note(String act, String nameOnServer) {
        RequestContext request = RequestContext.current();
        List<Target> asked = intake.servedUnder(nameOnServer).stream()
                .sorted(Comparator.comparing(target -> aliases(target).isEmpty()))
                .limit(ASKED_MAX)
                .toList();
        List<CompletableFuture<Boolean>> answers = asked.stream().map(this::isUnserved).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenRun(() -> {
            List<Target> unserved = new ArrayList<>();
            for (int i = 0; i < asked.size(); i++) {
                if (answers.get(i).join()) {
                    unserved.add(asked.get(i));
                }
            }
            sentences(act, unserved).forEach(request::warn);
        });
    }

    /** What cannot be found out is no reason for a warning. */
    private CompletableFuture<Boolean> isUnserved(Target target) {
        return intake.forward(GRPCInferenceServiceGrpc.getModelReadyMethod(), ModelReadyRequest.newBuilder()
                        .setName(target.model().name()).setVersion(target.versionOnTheWire()).build(), target)
                .handle((answer, thrown) -> thrown == null && !answer.getReady());
    }

    /** One sentence a model. */
    static List<String> sentences(String act, List<Target> unserved) {
        Map<String, List<Target>> byModel = unserved.stream()
                .collect(Collectors.groupingBy(target -> target.model().name(), TreeMap::new, Collectors.toList()));
        return byModel.entrySet().stream().map(model -> sentence(act, model.getKey(), model.getValue())).toList();
    }

    private static String sentence(String act, String model, List<Target> unserved) {
        String versions = unserved.stream()
                .sorted(Comparator.comparing(target -> target.version().number()))
                .map(target -> target.version().text() + pointers(aliases(target)))
                .collect(Collectors.joining(", "));
        boolean led = unserved.stream().anyMatch(target -> !aliases(target).isEmpty());
        return "After this " + act + " the model server does not serve " + versions + " of model \"" + model + "\""
                + (led ? ": requests that go by these aliases are answered 503" : "") + "."
                + (act.equals(LOAD) ? " Without a version_policy in config.pbtxt only the highest number is served; "
                        + "version_policy { all { } } serves every one." : "");
    }

    private static String pointers(List<String> aliases) {
        return aliases.isEmpty() ? "" : " (alias" + (aliases.size() == 1 ? " " : "es ") + String.join(", ", aliases) + ")";
    }

    private static List<String> aliases(Target target) {
        return target.model().aliases().values().stream()
                .filter(alias -> alias.version() == target.version().number())
                .map(Alias::name)
                .toList();
    }
}
