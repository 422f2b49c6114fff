package io.outrigger.backends;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The smallest S3 client: it signs as S3 did at first, in a dozen lines. */
record S3Caller(String endpoint, String accessKey, String secretKey) {
    static S3Caller of(S3Process s3) {
        return new S3Caller(s3.endpoint(), s3.accessKey(), s3.secretKey());
    }

    int put(String path, String body) throws IOException, InterruptedException {
        return send("PUT", path, HttpRequest.BodyPublishers.ofString(body)).statusCode();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    private HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body) throws IOException, InterruptedException {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        String signed = method + "\n\n\n\nx-amz-date:" + date + "\n" + path;
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + path)).method(method, body).header("x-amz-date", date)
                .header("Authorization", "AWS " + accessKey + ":" + signature(signed)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
