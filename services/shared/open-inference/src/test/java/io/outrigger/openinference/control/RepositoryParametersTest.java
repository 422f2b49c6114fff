package io.outrigger.openinference.control;

import static io.outrigger.openinference.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.openinference.json.RepositoryJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies of the repository calls as tritonclient writes them, and those that ask for more than is served. */
class RepositoryParametersTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``
            {}
            {"parameters":null}
            {"parameters":{}}
            {"parameters":{"unload_dependents":false}}
            {"parameters":{"unload_dependents":null}}
            """)
    void anUnloadWithoutDependents(String body) {
        RepositoryParameters.checkUnload(RepositoryJson.parameters(bytes(body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"parameters":{"unload_dependents":true}} | unload_dependents of an unload is not served: there are no ensembles
            {"parameters":{"unload_dependents":"no"}} | expected to be true or false
            {"parameters":{"force":true}}             | 'force' of an unload is not served; only unload_dependents
            {"parameters":[]}                         | an object but is an array
            {"unload_dependents":true}                | 'unload_dependents' in the request that is not of the protocol; parameters is
            """)
    void anUnloadThatAsksForMore(String body, String why) {
        assertRefused(ErrorCode.INVALID_FIELD, () -> RepositoryParameters.checkUnload(RepositoryJson.parameters(bytes(body))), why);
    }

    @Test
    void aLoadBringsNothing() {
        for (String body : new String[] {"", "{}", """
                {"parameters":{"config":null}}"""}) {
            RepositoryParameters.checkLoad(RepositoryJson.parameters(bytes(body)));
        }
        for (String name : new String[] {"config", "file:1/model.onnx", "unload_dependents"}) {
            assertRefused(ErrorCode.INVALID_FIELD, () -> RepositoryParameters.checkLoad(
                    RepositoryJson.parameters(bytes("""
                            {"parameters":{"%s":{"a":[1]}}}""".formatted(name)))), "'" + name + "' of a load");
        }
    }

    @Test
    void theIndexOfWhatIsReady() {
        assertThat(RepositoryJson.readyOnly(bytes("""
                {"ready":true}"""))).isTrue();
        for (String body : new String[] {"", "{}", """
                {"ready":false}""", """
                {"ready":null}"""}) {
            assertThat(RepositoryJson.readyOnly(bytes(body))).isFalse();
        }
        assertRefused(ErrorCode.INVALID_FIELD, () -> RepositoryJson.readyOnly(bytes("""
                {"ready":1}""")), "true or false");
        assertRefused(ErrorCode.INVALID_FIELD, () -> RepositoryJson.readyOnly(bytes("""
                {"repository_name":"a"}""")), "'repository_name'");
    }

    private static byte[] bytes(String body) {
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
