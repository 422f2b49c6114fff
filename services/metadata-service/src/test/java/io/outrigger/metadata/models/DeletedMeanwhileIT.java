package io.outrigger.metadata.models;

import static io.outrigger.metadata.testing.Bodies.description;
import static io.outrigger.metadata.testing.Bodies.fleet;
import static io.outrigger.metadata.testing.Bodies.model;
import static io.outrigger.metadata.testing.Bodies.onFleet;
import static io.outrigger.metadata.testing.Bodies.pointingAt;
import static io.outrigger.metadata.testing.Bodies.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestAnswer;
import io.outrigger.metadata.testing.RegistryExtension;
import io.outrigger.metadata.testing.Rest;
import io.outrigger.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is written to a model while somebody deletes it: it is written before, or refused, and the model stays deleted. */
class DeletedMeanwhileIT {

    private static final int ROUNDS = 12;

    @RegisterExtension
    static final RegistryExtension registry = RegistryExtension.instances(2);

    @Test
    void aPathThatNamesNoModelMakesNone() {
        RestAnswer answer = registry.rest().post("/v1/models/nobody/versions", version("v1"));

        assertThat(answer.status()).as("%s", answer).isEqualTo(404);
        assertThat(answer.code()).isEqualTo("model_not_found");
        assertThat(registry.rest().get("/v1/models/nobody").status()).isEqualTo(404);
    }

    @Test
    void noWriterBringsADeletedModelBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String path = "/v1/models/gone-" + round;
            registry.rest().post("/v1/models", model("gone-" + round, "v1"));
            List<Callable<RestAnswer>> writers = new ArrayList<>();
            writers.add(() -> registry.rest(0).delete(path + "?force=true"));
            for (int writer = 0; writer < 6; writer++) {
                Rest rest = registry.rest(writer % 2);
                String number = "v" + (writer + 2);
                String alias = path + "/aliases/writer-" + writer;
                writers.add(() -> rest.post(path + "/versions", version(number)));
                writers.add(() -> rest.put(alias, pointingAt(1)));
                writers.add(() -> rest.send("PATCH", path, description(number), "If-Match", "*"));
            }
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<RestAnswer>> patient = writers.stream().<Callable<RestAnswer>>map(
                        writer -> () -> Eventually.answer(writer, answer -> answer.status() != 503)).toList();
                List<RestAnswer> answers = callers.invokeAll(patient).stream().map(Future::resultNow).toList();

                assertThat(answers.getFirst().status()).isEqualTo(204);
                assertThat(answers.stream().skip(1).map(RestAnswer::status)).isSubsetOf(200, 201, 404);
            }
            assertThat(registry.rest(0).get(path).status()).as("round %s", round).isEqualTo(404);
            assertThat(registry.rest(1).post(path + "/versions", version("v9")).status()).isEqualTo(404);
        }
    }

    @Test
    void aFleetIsDeletedOrHasTheVersionNeverHalf() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String fleet = "fleet-" + round;
            String name = "on-" + fleet;
            registry.rest().put("/v1/fleets/" + fleet, fleet(fleet + ":8001"));
            try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<RestAnswer> deleted = callers.submit(() -> registry.rest(0).delete("/v1/fleets/" + fleet));
                Future<RestAnswer> registered = callers.submit(() ->
                        registry.rest(1).post("/v1/models", model(name, "v1", onFleet(fleet))));

                boolean taken = registered.get().status() == 201;
                assertThat(registered.get().code()).isEqualTo(taken ? "" : "fleet_not_found");
                assertThat(deleted.get().status()).as("%s", deleted.get()).isEqualTo(taken ? 409 : 204);
            }
        }
    }
}
