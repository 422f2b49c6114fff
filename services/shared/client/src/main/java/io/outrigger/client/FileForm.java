package io.outrigger.client;

import java.io.FileNotFoundException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A form with one file, as browsers send it (multipart/form-data). The file goes out as it is read and is never whole in memory.
 *
 * @param boundary what stands between the parts; nobody's file has it by chance
 */
public record FileForm(String boundary, BodyPublisher body) {

    /** The file's size is told before its bytes. */
    public static FileForm of(Map<String, String> fields, Path file) throws FileNotFoundException {
        return around(fields, file.getFileName().toString(), BodyPublishers.ofFile(file));
    }

    /** Its size is not known, so it goes out in chunks; the stream can be had once. */
    public static FileForm of(Map<String, String> fields, String filename, Supplier<InputStream> content) {
        return around(fields, filename, BodyPublishers.ofInputStream(content));
    }

    private static FileForm around(Map<String, String> fields, String filename, BodyPublisher content) {
        String boundary = "outrigger-" + UUID.randomUUID();
        StringBuilder head = new StringBuilder();
        fields.forEach((name, value) -> head.append("--").append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"").append(escaped(name)).append("\"\r\n\r\n")
                .append(value).append("\r\n"));
        head.append("--").append(boundary).append("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"")
                .append(escaped(filename)).append("\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        return new FileForm(boundary, BodyPublishers.concat(BodyPublishers.ofString(head.toString()), content,
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")));
    }

    /** As browsers do it: a name may have a quote or a line's end. */
    private static String escaped(String name) {
        return name.replace("\"", "%22").replace("\r", "%0D").replace("\n", "%0A");
    }

    String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }
}
