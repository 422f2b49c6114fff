package io.outrigger.local.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.client.RestClient;
import io.outrigger.local.PlatformExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A whole request in the body of another, through a real nginx and a real Envoy that keep their connections to the gateway: where the two
 * read a body's end differently it would be carried out, and the next caller on the connection would get its answer.
 */
@ParameterizedClass(name = "through {0}")
@EnumSource
class SmugglingIT {

    private static final int READ_MS = 500;
    private static final int NEXT_CALLERS = 20;

    @RegisterExtension
    static final PlatformExtension platform = PlatformExtension.started();

    @TempDir
    static Path folder;

    @Parameter
    Proxy proxy;

    private static Front front;

    /** What the requests go through. */
    enum Proxy {
        NGINX, ENVOY;

        private Front start() throws IOException {
            return switch (this) {
                case NGINX -> Nginx.before(Target.GATEWAY, platform.access(), folder);
                case ENVOY -> Envoy.before(Target.GATEWAY, platform.access(), folder);
            };
        }
    }

    @BeforeParameterizedClassInvocation
    static void start(Proxy proxy) throws IOException {
        front = proxy.start();
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (front != null) {
            front.close();
            front = null;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Transfer-Encoding: chunked\r\n\r\n7fffffff\r\n",
        "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n7fffffff\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0400;a=\"\r\n\"\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n400\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n400\r\n",
        "Transfer-Encoding:\tchunked\r\nContent-Length: 0\r\n\r\n400\r\n",
        "Transfer-Encoding: identity, chunked\r\n\r\n400\r\n",
        "Content-Length: 1000000\r\n\r\n",
        "Content-Length: 900\r\nContent-Length: 0\r\n\r\n",
        "Content-Length: +900\r\n\r\n",
        "Content-Length: 900\r\nConnection: close\r\n\r\n",
        "Content-Length: 900\r\nExpect: 100-continue\r\n\r\n",
    })
    void aRequestInABodyIsNone(String framing) throws IOException {
        try (RestClient direct = RestClient.of(platform.access().gatewayUrl()).as(platform.access().token());
                RestClient through = RestClient.of(front.keptUrl()).as(platform.access().token())) {
            String before = newestJob(direct);
            for (String path : new String[] {"/v1/infer", "/nowhere"}) {
                send("POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                        + platform.access().token() + "\r\n" + framing + smuggled());
            }
            for (int i = 0; i < NEXT_CALLERS; i++) {
                assertThat(through.get("/v2/health/live").status()).isEqualTo(200);
                assertThat(through.get("/v1/nowhere").status()).isEqualTo(404);
            }
            assertThat(newestJob(direct)).as("the newest job").isEqualTo(before);
        }
    }

    @Test
    void whatIsSmuggledWouldMakeAJob() throws IOException {
        try (RestClient direct = RestClient.of(platform.access().gatewayUrl()).as(platform.access().token())) {
            String before = newestJob(direct);
            send(smuggled());
            assertThat(newestJob(direct)).isNotEqualTo(before);
        }
    }

    private static String newestJob(RestClient gateway) throws IOException {
        return gateway.get("/v1/jobs?limit=1").json().path("data").path(0).path("id").asText();
    }

    /** Makes a job, where somebody takes it for a request. */
    private static String smuggled() {
        String job = """
                {"model":"sample-classifier","inputs":[{"custom_id":"smuggled","input":{"image":"none"}}]}""";
        return "POST /v1/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + platform.access().token() + "\r\nContent-Length: " + job.length() + "\r\n\r\n" + job;
    }

    /** Says it, and reads until the other side has no more to say. */
    private static void send(String text) throws IOException {
        URI url = URI.create(front.keptUrl());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(READ_MS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException | SocketException waitsForMoreOrHasClosed) {
            return;
        }
    }
}
