package io.outrigger.local;

import java.nio.file.Path;

/** The closing words of a start: where everything is, and a line to paste. */
final class Banner {
    private Banner() {
    }

    /**
     * @param platformFile absolute, as all paths here: the line may be pasted anywhere
     * @param picture what the line asks about; no line without one
     */
    static String text(PlatformAccess access, Path platformFile, Path logFile, Path picture, String took) {
        String banner = """

                Outrigger is up, %s after the start.

                  Status page   %s/
                  Gateway       %s   gRPC %s   API %s/openapi
                  Registry      %s
                  Model server  %s   gRPC %s
                  Tokens        %s (new ones at every start)
                  Log           %s

                  Ctrl-C stops everything; data stay. mvn -Pup -Dwipe starts from nothing.
                """.formatted(took, access.gatewayUrl(), access.gatewayUrl(), access.gatewayGrpc(), access.gatewayUrl(),
                access.registryUrl(), access.modelServerUrl(), access.modelServerGrpc(), platformFile, logFile);
        return picture == null ? banner : banner + """

                Which digit is it? Paste this into another terminal:

                . %s; curl -s $GATEWAY_URL/v1/infer -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \
                -d '{"model":"sample-classifier","input":{"image":"'$(base64 < %s | tr -d '\\n')'"}}'; echo

                """.formatted(shellWord(platformFile), shellWord(picture));
    }

    /** A path as one word of a POSIX shell. */
    static String shellWord(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
