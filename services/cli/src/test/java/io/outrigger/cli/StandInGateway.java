package io.outrigger.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A small real server with the job routes: answers that were queued for a path come first, what was set for it ever after. */
final class StandInGateway implements AutoCloseable {

    /**
     * An answer.
     *
     * @param cutAt how much of the body comes before the connection breaks off; negative for all of it
     */
    record Answer(int status, String body, Map<String, String> headers, int cutAt) {
        static Answer of(int status, String body) {
            return new Answer(status, body, Map.of(), -1);
        }

        static Answer problem(int status, String code) {
            return of(status, """
                    {"code":"%s","message":"No: %s.","correlation_id":"c-1"}""".formatted(code, code));
        }
    }

    /** What came: with its headers, the body as text. */
    record Request(String line, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    private final Map<String, Deque<Answer>> queued = new ConcurrentHashMap<>();
    private final Map<String, Answer> settled = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    StandInGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param line method and path, such as {@code GET /v1/jobs}; the last answer stays */
    StandInGateway on(String line, Answer... answers) {
        queued.put(line, new ConcurrentLinkedDeque<>(List.of(answers).subList(0, answers.length - 1)));
        settled.put(line, answers[answers.length - 1]);
        return this;
    }

    List<Request> requests(String line) {
        return requests.stream().filter(request -> request.line().equals(line)).toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(line, Map.copyOf(exchange.getRequestHeaders()), body));
        Answer next = queued.getOrDefault(line, new ConcurrentLinkedDeque<>()).pollFirst();
        send(exchange, next != null ? next : settled.getOrDefault(line, Answer.problem(404, "nothing_here")));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int offset = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        boolean behind = range != null && offset >= bytes.length;
        byte[] rest = behind ? new byte[0] : Arrays.copyOfRange(bytes, offset, bytes.length);
        int status = behind ? 416 : range != null && answer.status() == 200 ? 206 : answer.status();
        exchange.sendResponseHeaders(status, rest.length == 0 ? -1 : rest.length);
        exchange.getResponseBody().write(rest, 0, answer.cutAt() < 0 ? rest.length : answer.cutAt());
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
