package io.outrigger.gateway.fuzz;

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

/** Every method of the gateway, called in every wrong way over gRPC. */
@AddLifecycleHook(FuzzSettings.class)
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class GrpcFuzzIT {

    private static FuzzedGateway gateway;
    private static RawGrpc calls;

    @BeforeContainer
    static void start() {
        gateway = FuzzedGateway.start();
        calls = new RawGrpc(gateway);
    }

    @AfterContainer
    static void stop() {
        gateway.close();
    }

    @AfterProperty
    void isAlive() {
        gateway.isAlive();
    }

    @Property(tries = 1_000)
    void anyMessages(@ForAll("anyMessages") RawCall call) {
        calls.answersAsItShould(call);
    }

    @Property(tries = 500)
    void changedInferences(@ForAll("changedInferences") RawCall call) {
        calls.answersAsItShould(call);
    }

    @Property(tries = 600)
    void anyBytes(@ForAll("anyBytes") RawCall call) {
        calls.answersAsItShould(call);
    }

    @Property(tries = 600)
    void oddHeaders(@ForAll("oddHeaders") RawCall call) {
        calls.answersAsItShould(call);
    }

    @Provide
    Arbitrary<RawCall> anyMessages() {
        return GrpcCalls.anyMessages();
    }

    @Provide
    Arbitrary<RawCall> changedInferences() {
        return GrpcCalls.changedInferences();
    }

    @Provide
    Arbitrary<RawCall> anyBytes() {
        return GrpcCalls.anyBytes();
    }

    @Provide
    Arbitrary<RawCall> oddHeaders() {
        return GrpcCalls.oddHeaders();
    }
}
