package io.outrigger.local.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleModelsIT {
    private record Reply(int status, String body) {
    }

    private static final Reply AWAY = new Reply(503, """
            {"code":"dependency_unavailable","message":"The database is away."}""");
    private static final Reply DELETED = new Reply(409, """
            {"code":"conflict","message":"It was deleted."}""");
    private static final Reply CREATED = new Reply(201, "{}");

    @TempDir
    private Path repository;
    private final Queue<Reply> replies = new ArrayDeque<>();
    private HttpServer registry;
    private ServerRefusals notServed = new ServerRefusals(List.of());

    @BeforeEach
    void start() throws IOException {
        for (int version = 1; version <= 2; version++) {
            Path folder = Files.createDirectories(repository.resolve("digits").resolve(Integer.toString(version)));
            Files.writeString(folder.resolve("model.onnx"), "model " + version);
        }
        Files.writeString(repository.resolve("digits/registration.json"), """
                {"framework":"onnx"}""");
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/v1/models", exchange -> answer(exchange, replies.remove()));
        registry.createContext("/v2/models", exchange -> answer(exchange, new Reply(200, "{}")));
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void aSlowDatabaseDoesNotLoseTheFirstVersion() {
        replies.addAll(List.of(AWAY, AWAY, CREATED, CREATED));

        SampleModels.Outcome outcome = register();

        assertThat(outcome.registered()).containsExactly("digits v1 v2");
        assertThat(outcome.refused()).isEmpty();
        assertThat(replies).isEmpty();
    }

    @Test
    void aVersionThatTheRegistryRefusesIsToldAndPassedOver() {
        replies.addAll(List.of(DELETED, CREATED));

        SampleModels.Outcome outcome = register();

        assertThat(outcome.registered()).containsExactly("digits v2");
        assertThat(outcome.refused()).containsExactly("digits v1 is not registered: It was deleted.");
    }

    @Test
    void whatTheModelServerRefusedIsReadFromItsIndexAndNotTried() {
        registry.createContext("/v2/repository/index", exchange -> answer(exchange, new Reply(200, """
                [{"name":"digits","version":"1","state":"UNAVAILABLE","reason":"1/model.onnx is a web page"},
                 {"name":"digits","version":"2","state":"READY"},{"name":"whole","state":"UNAVAILABLE","reason":"no versions"}]""")));
        notServed = ServerRefusals.of("http://127.0.0.1:" + registry.getAddress().getPort());
        replies.add(CREATED);

        SampleModels.Outcome outcome = register();

        assertThat(notServed.all()).extracting(ServerRefusals.Refusal::sentence).containsExactly(
                "digits v1 is not served: 1/model.onnx is a web page", "whole is not served: no versions");
        assertThat(outcome.registered()).containsExactly("digits v2");
        assertThat(outcome.refused()).isEmpty();
    }

    private SampleModels.Outcome register() {
        String url = "http://127.0.0.1:" + registry.getAddress().getPort();
        try (SampleModels samples = new SampleModels(url, url, "token")) {
            return samples.register(repository, "127.0.0.1:1", notServed);
        }
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
