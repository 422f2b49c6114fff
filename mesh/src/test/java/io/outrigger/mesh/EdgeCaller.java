package io.outrigger.mesh;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A caller from outside, over TLS to the ingress; it knows the ingress' authority and a token. */
final class EdgeCaller implements AutoCloseable {
    private final Pod ingress;
    private final int port;
    private final HttpClient client;
    private final ManagedChannel connection;

    EdgeCaller(Pod ingress, int port, String root) {
        this.ingress = ingress;
        this.port = port;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trusting(root)).build();
        try {
            this.connection = NettyChannelBuilder.forTarget("dns:///" + ingress.address() + ":" + port,
                    TlsChannelCredentials.newBuilder().trustManager(pem(root)).build()).overrideAuthority(Mesh.INGRESS_HOST)
                    .disableRetry().build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteArrayInputStream pem(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static SSLContext trusting(String root) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry("root", CertificateFactory.getInstance("X.509").generateCertificate(pem(root)));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Calls with the token, or with none if it is empty. */
    Channel grpc(String token) {
        Metadata metadata = new Metadata();
        if (!token.isEmpty()) {
            metadata.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        }
        return ClientInterceptors.intercept(connection, MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** @param json empty for GET */
    HttpResponse<String> rest(String host, String path, String token, String json) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + path)).header("Host", host);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!json.isEmpty()) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(json));
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(ingress.name() + " gave no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connection.shutdownNow();
        client.close();
    }
}
