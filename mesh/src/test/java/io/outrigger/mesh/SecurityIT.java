package io.outrigger.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.outrigger.proto.inference.GRPCInferenceServiceGrpc;
import io.outrigger.proto.inference.ModelInferRequest;
import io.outrigger.proto.inference.ModelReadyRequest;
import io.outrigger.testing.FreePort;
import io.outrigger.testing.StockCaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who may call whom: asked by programs that go around their own Envoy, with the certificates that they have. */
class SecurityIT {
    @RegisterExtension
    static final MeshExtension EXTENSION = new MeshExtension();

    private static final ModelInferRequest REQUEST = StockCaller.request(Family.NAME, "", "", 8);
    private static final String OUTRIGGER = "spiffe://cluster.local/ns/outrigger/sa/";

    private static Mesh mesh;
    private static Family family;
    private static Family.Member server;

    @BeforeAll
    static void start() {
        mesh = EXTENSION.mesh();
        family = new Family(mesh);
        server = family.add(11, "v1", Family.STABLE);
        mesh.push();
    }

    @AfterAll
    static void stop() {
        if (family != null) {
            family.close();
        }
    }

    @Test
    void plainTextIsRefused() throws IOException {
        int before = server.calls();
        try (Socket socket = new Socket(server.pod().address(), 8001)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(ended(socket.getInputStream())).as("the connection ends without an answer").isTrue();
        }
        assertThat(server.calls()).isEqualTo(before);
        EXTENSION.report("Plain text to a port of the mesh", "the connection is reset, nothing reaches the service");
    }

    private static boolean ended(InputStream in) {
        try {
            return in.read() < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        MeshCertificates others = new MeshCertificates();
        assertThat(infer(others.workload(OUTRIGGER + "inference-orchestrator"))).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void whoMayNotCallAModelServerIsRefused() {
        assertThat(infer(certificate("inference-orchestrator"))).as("the orchestrator").isEqualTo(Status.Code.OK);
        for (String service : new String[] {"batch-worker", "api-gateway", "model-router", "metadata-service"}) {
            assertThat(infer(certificate(service))).as(service).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
        assertThat(ready(certificate("metadata-service"))).as("what the registry may ask").isNotEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(ready(certificate("batch-worker"))).isEqualTo(Status.Code.PERMISSION_DENIED);
        EXTENSION.report("Who may call a model server", "inference: the orchestrator; batch-worker, api-gateway, model-router and "
                + "metadata-service are told PERMISSION_DENIED; ModelReady: metadata-service too, batch-worker not");
    }

    @Test
    void aServiceFindsNoWayToWhomItDoesNotCall() {
        mesh.rendered().stream().filter(object -> object.is("ServiceEntry", "postgresql"))
                .forEach(entry -> mesh.configuration().put(OneMachine.external(entry, FreePort.next())));
        String gateway = add("api-gateway", 1);
        String registry = add("metadata-service", 2);
        mesh.push();
        assertThat(Loopback.listens(gateway, 9081)).as("the gateway's way to the router").isTrue();
        assertThat(Loopback.listens(registry, 5432)).as("the registry's way to PostgreSQL").isTrue();
        for (int port : new int[] {8001, 5432, 9082}) {
            assertThat(Loopback.listens(gateway, port)).as("the gateway's way to port %d", port).isFalse();
        }
        EXTENSION.report("What a service's Envoy knows", "the gateway's has a way to the router, and none to model servers, PostgreSQL and "
                + "the orchestrator; the registry's has one to PostgreSQL");
    }

    /** A pod of this service without a program; gives the address where its Envoy takes calls. */
    private static String add(String service, int number) {
        Workload workload = mesh.workload(service);
        return mesh.add(workload.pod(number, Map.of()), workload.protocols()).pod().outboundAddress();
    }

    private static MeshCertificates.Leaf certificate(String service) {
        return mesh.certificates().workload(OUTRIGGER + service);
    }

    private static Status.Code infer(MeshCertificates.Leaf leaf) {
        return status(leaf, stub -> stub.modelInfer(REQUEST));
    }

    private static Status.Code ready(MeshCertificates.Leaf leaf) {
        return status(leaf, stub -> stub.modelReady(ModelReadyRequest.newBuilder().setName(Family.NAME).build()));
    }

    private interface Call {
        void of(GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub stub);
    }

    private static Status.Code status(MeshCertificates.Leaf leaf, Call call) {
        ManagedChannel channel = NettyChannelBuilder.forTarget("dns:///" + server.pod().address() + ":8001", credentials(leaf))
                .overrideAuthority(Family.ADDRESS).disableRetry().build();
        try {
            call.of(GRPCInferenceServiceGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS));
            return Status.Code.OK;
        } catch (StatusRuntimeException failure) {
            return failure.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    private static ChannelCredentials credentials(MeshCertificates.Leaf leaf) {
        try {
            return TlsChannelCredentials.newBuilder().keyManager(stream(leaf.chain()), stream(leaf.privateKey()))
                    .trustManager(InsecureTrustManagerFactory.INSTANCE.getTrustManagers()).build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream stream(String pem) {
        return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
