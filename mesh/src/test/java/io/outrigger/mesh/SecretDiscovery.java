package io.outrigger.mesh;

import com.google.protobuf.Any;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.outrigger.mesh.secrets.CertificateValidationContext;
import io.outrigger.mesh.secrets.DataSource;
import io.outrigger.mesh.secrets.DiscoveryRequest;
import io.outrigger.mesh.secrets.DiscoveryResponse;
import io.outrigger.mesh.secrets.Secret;
import io.outrigger.mesh.secrets.SecretDiscoveryServiceGrpc;
import io.outrigger.mesh.secrets.TlsCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stands in each pod beside its Envoy, the agent: it gives Envoys their certificates (Envoy's SDS). Here one server serves them all
 * and knows them by the name that they ask with; there is nothing on this machine to keep them from lying, and no need to.
 */
final class SecretDiscovery implements AutoCloseable {
    private static final String ROOT = "ROOTCA";
    private static final String FILE_PREFIX = "file-";

    private final MeshCertificates certificates;
    private final Map<String, MeshCertificates.Leaf> workloads = new ConcurrentHashMap<>();
    private final MeshCertificates.Leaf ingress;
    private final Server server;

    /** @param ingressHosts the names in the certificate that the Gateway shows */
    SecretDiscovery(MeshCertificates certificates, List<String> ingressHosts) {
        this.certificates = certificates;
        this.ingress = certificates.hosts(ingressHosts);
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(Loopback.HOST, 0)).addService(new Service()).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    /** From now on the Envoy of this name is served. */
    void admit(String nodeId, String identity) {
        workloads.put(nodeId, certificates.workload(identity));
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private Secret secret(String nodeId, String name) {
        Secret.Builder secret = Secret.newBuilder().setName(name);
        if (name.equals(ROOT)) {
            return secret.setValidationContext(CertificateValidationContext.newBuilder().setTrustedCa(text(certificates.root()))).build();
        }
        MeshCertificates.Leaf leaf = name.startsWith(FILE_PREFIX) ? ingress : workloads.get(nodeId);
        return secret.setTlsCertificate(TlsCertificate.newBuilder().setCertificateChain(text(leaf.chain()))
                .setPrivateKey(text(leaf.privateKey()))).build();
    }

    private static DataSource text(String pem) {
        return DataSource.newBuilder().setInlineString(pem).build();
    }

    private final class Service extends SecretDiscoveryServiceGrpc.SecretDiscoveryServiceImplBase {
        @Override
        public StreamObserver<DiscoveryRequest> streamSecrets(StreamObserver<DiscoveryResponse> envoy) {
            return new Conversation(envoy);
        }
    }

    /** Answers each question once; what Envoy sends afterwards is its thanks. */
    private final class Conversation implements StreamObserver<DiscoveryRequest> {
        private final StreamObserver<DiscoveryResponse> envoy;
        private String nodeId;

        Conversation(StreamObserver<DiscoveryResponse> envoy) {
            this.envoy = envoy;
        }

        @Override
        public void onNext(DiscoveryRequest request) {
            if (request.hasNode()) {
                nodeId = request.getNode().getId(); // said once
            }
            if (!request.getResponseNonce().isEmpty()) {
                return;
            }
            DiscoveryResponse.Builder answer = DiscoveryResponse.newBuilder().setVersionInfo("1").setNonce("1")
                    .setTypeUrl(request.getTypeUrl());
            request.getResourceNamesList().forEach(name -> answer.addResources(Any.newBuilder().setTypeUrl(request.getTypeUrl())
                    .setValue(secret(nodeId, name).toByteString())));
            envoy.onNext(answer.build());
        }

        @Override
        public void onError(Throwable gone) {
            // An Envoy has ended.
        }

        @Override
        public void onCompleted() {
            envoy.onCompleted();
        }
    }
}
