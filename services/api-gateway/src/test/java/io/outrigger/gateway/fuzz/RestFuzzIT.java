package io.outrigger.gateway.fuzz;

import java.io.IOException;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Every address of the gateway, asked in every wrong way over REST. */
@AddLifecycleHook(FuzzSettings.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class RestFuzzIT {

    private static FuzzedGateway gateway;
    private static String token;

    @BeforeContainer
    static void start() {
        gateway = FuzzedGateway.start();
        token = gateway.token();
    }

    @AfterContainer
    static void stop() {
        gateway.close();
    }

    @AfterProperty
    void isAlive() {
        gateway.isAlive();
    }

    @Property(tries = 800)
    void changedBodies(@ForAll("changedBodies") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 800)
    void changedInferences(@ForAll("changedInferences") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 500)
    void binaryInferences(@ForAll("binaryInferences") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 1_000)
    void oddEnvelopes(@ForAll("oddEnvelopes") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 500)
    void oddAddresses(@ForAll("oddAddresses") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 500)
    void anyBytes(@ForAll("anyBytes") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 500)
    void misframedBodies(@ForAll("misframed") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Property(tries = 500)
    void uploads(@ForAll("uploads") RawRequest request) throws IOException {
        gateway.answersAsItShould(request);
    }

    @Provide
    Arbitrary<RawRequest> changedBodies() {
        return RestRequests.changedBodies(token, RestEntry.withBody());
    }

    @Provide
    Arbitrary<RawRequest> changedInferences() {
        return RestRequests.changedBodies(token, RestEntry.withBody().stream().filter(entry -> entry.path().endsWith("/infer")).toList());
    }

    @Provide
    Arbitrary<RawRequest> binaryInferences() {
        return RestRequests.binaryInferences(token);
    }

    @Provide
    Arbitrary<RawRequest> oddEnvelopes() {
        return RestRequests.oddEnvelopes(token);
    }

    @Provide
    Arbitrary<RawRequest> oddAddresses() {
        return RestRequests.oddAddresses(token);
    }

    @Provide
    Arbitrary<RawRequest> anyBytes() {
        return RestRequests.anyBytes(token);
    }

    @Provide
    Arbitrary<RawRequest> misframed() {
        return RestRequests.misframed(token);
    }

    @Provide
    Arbitrary<RawRequest> uploads() {
        return Forms.any(token);
    }
}
