package io.outrigger.local.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.outrigger.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One tab: scripts are run in it, keys pressed, files chosen and dropped; what its pages complain of is kept. For one thread. */
public final class ChromiumTab implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_S = 60;

    private final WebSocket socket;
    private final Listener listener;
    private final AtomicInteger ids = new AtomicInteger();

    private ChromiumTab(WebSocket socket, Listener listener) {
        this.socket = socket;
        this.listener = listener;
    }

    static ChromiumTab open(HttpClient http, URI address) {
        Listener listener = new Listener();
        ChromiumTab tab = new ChromiumTab(http.newWebSocketBuilder().buildAsync(address, listener).join(), listener);
        List.of("Page", "Runtime", "Log", "DOM").forEach(domain -> tab.send(domain + ".enable", Map.of()));
        return tab;
    }

    public void open(String url) {
        send("Page.navigate", Map.of("url", url));
        waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** What a script says; a promise is waited for. */
    public JsonNode run(String script) {
        JsonNode answer = send("Runtime.evaluate", Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
        assertThat(answer.path("exceptionDetails").isMissingNode()).as("%s: %s", script, answer).isTrue();
        return answer.at("/result/value");
    }

    /** The text of an element as it is shown. */
    public String text(String id) {
        return run("document.getElementById('" + id + "').innerText").asText();
    }

    public void waitFor(String condition) {
        try {
            Eventually.isTrue(() -> run("Boolean(" + condition + ")").asBoolean());
        } catch (AssertionError failure) {
            throw new AssertionError(condition + " in\n" + run("document.body.innerText").asText() + "\n" + complaints(), failure);
        }
    }

    /** Types a text where the focus is. */
    public void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /** Presses a key where the focus is, such as Tab or Enter. */
    public void press(String key) {
        Map<String, Integer> codes = Map.of("Tab", 9, "Enter", 13, "ArrowDown", 40);
        Map<String, Object> event = Map.of("key", key, "code", key, "windowsVirtualKeyCode", codes.get(key),
                "text", key.equals("Enter") ? "\r" : "", "type", key.equals("Enter") ? "keyDown" : "rawKeyDown");
        send("Input.dispatchKeyEvent", event);
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", codes.get(key)));
    }

    /** Chooses a file, as its dialog would. */
    public void choose(String inputId, Path file) {
        JsonNode document = send("DOM.getDocument", Map.of());
        JsonNode input = send("DOM.querySelector", Map.of("nodeId", document.at("/root/nodeId").asInt(), "selector", "#" + inputId));
        send("DOM.setFileInputFiles", Map.of("nodeId", input.path("nodeId").asInt(), "files", List.of(file.toString())));
    }

    /** Drops a file on the page, as somebody does who drags it there. */
    public void drop(Path file, int x, int y) {
        Map<String, Object> data = Map.of("items", List.of(), "files", List.of(file.toString()), "dragOperationsMask", 1);
        for (String type : List.of("dragEnter", "dragOver", "drop")) {
            send("Input.dispatchDragEvent", Map.of("type", type, "x", x, "y", y, "data", data));
        }
    }

    public void size(int width, int height, boolean phone) {
        send("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    }

    /** What its user likes, such as {@code prefers-color-scheme} dark. */
    public void prefers(String feature, String value) {
        send("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
    }

    /** The page as it looks, as a PNG. */
    public byte[] screenshot() {
        return Base64.getDecoder().decode(send("Page.captureScreenshot", Map.of("format", "png")).path("data").asText());
    }

    /** Uncaught exceptions, what the page's policy refused, and whatever else is written in red; failed requests are the page's own. */
    public List<String> complaints() {
        return List.copyOf(listener.complaints);
    }

    private JsonNode send(String method, Map<String, ?> parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        listener.answers.put(id, answer);
        try {
            String text = JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters));
            socket.sendText(text, true).get(PATIENCE_S, TimeUnit.SECONDS);
            JsonNode told = answer.get(PATIENCE_S, TimeUnit.SECONDS);
            assertThat(told.path("error").isMissingNode()).as("%s: %s", text, told).isTrue();
            return told.path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new AssertionError("Chromium did not answer " + method, e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    /** Sorts what the browser says: answers to their questions, complaints into their queue. */
    private static final class Listener implements WebSocket.Listener {

        private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
        private final Queue<String> complaints = new ConcurrentLinkedQueue<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            JsonNode told;
            try {
                told = JSON.readTree(message);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (told.has("id")) {
                answers.remove(told.path("id").asInt()).complete(told);
            } else if (told.path("method").asText().equals("Runtime.exceptionThrown")) {
                complaints.add(told.at("/params/exceptionDetails").toString());
            } else if (told.path("method").asText().equals("Log.entryAdded") && told.at("/params/entry/level").asText().equals("error")
                    && !told.at("/params/entry/source").asText().equals("network")) {
                complaints.add(told.at("/params/entry/text").asText());
            }
        }
    }
}
