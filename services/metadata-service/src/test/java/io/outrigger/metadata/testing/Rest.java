package io.outrigger.metadata.testing;

import io.outrigger.client.RestAnswer;
import io.outrigger.client.RestClient;
import io.outrigger.documentation.testing.ServedDocument.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A caller of the registry's REST port, with a token, in the way of a test: an I/O error fails it. */
public final class Rest {

    private static final RestClient ANYBODY = RestClient.of("");

    private final RestClient client;
    private final Consumer<Answer> seen;

    Rest(int port, String token, Consumer<Answer> seen) {
        this(at(port).as(token), seen);
    }

    private static RestClient at(int port) {
        return ANYBODY.at("http://127.0.0.1:" + port);
    }

    private Rest(RestClient client, Consumer<Answer> seen) {
        this.client = client;
        this.seen = seen;
    }

    /** The same caller with another token; null for none. */
    public Rest as(String otherToken) {
        return new Rest(client.as(otherToken), seen);
    }

    public RestAnswer get(String path, String... headers) {
        return answer("GET", path, () -> client.get(path, headers));
    }

    /** The body goes without a Content-Type, as any is taken. */
    public RestAnswer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public RestAnswer put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public RestAnswer delete(String path, String... headers) {
        return answer("DELETE", path, () -> client.delete(path, headers));
    }

    public RestAnswer send(String method, String path, String body, String... headers) {
        return sendBytes(method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public RestAnswer sendBytes(String method, String path, byte[] body, String... headers) {
        return answer(method, path, () -> client.send(method, path, body == null ? new byte[0] : body, headers));
    }

    /** A metric without labels of its own; 0 where there is none. */
    static double metric(int managementPort, String name) {
        try {
            return at(managementPort).get("/metrics").text().lines()
                    .filter(line -> line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException closed) {
            return 0;
        }
    }

    /** The status of a management address; 0 while nothing listens. */
    static int management(int port, String path) {
        try {
            return at(port).get(path).status();
        } catch (IOException notYet) {
            return 0;
        }
    }

    private interface Call {
        RestAnswer run() throws IOException;
    }

    private RestAnswer answer(String method, String path, Call call) {
        try {
            RestAnswer answer = call.run();
            seen.accept(new Answer(method, path.replaceFirst("\\?.*", ""), answer.status()));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
