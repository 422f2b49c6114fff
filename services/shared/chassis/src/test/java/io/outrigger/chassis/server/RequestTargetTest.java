package io.outrigger.chassis.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrigger.chassis.errors.ServiceException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(delimiter = ' ', value = {
        "GET /v2/models/a%20b?x=1;y=//a/../%2F%41?:@ host:80 host:80 /v2/models/a%20b?x=1;y=//a/../%2F%41?:@",
        "GET /a='(c)!$*,~..a/b../.c a_b a_b /a='(c)!$*,~..a/b../.c",
        "GET / host: host /",
        "GET / [::1]:8080 [::1]:8080 /",
        "OPTIONS * host host /",
        "GET http://other:1/p?q host other:1 /p?q",
        "GET HTTPS://other host other /",
        "GET http://other?q host other /?q"})
    void isTakenAsTheStandardHasIt(String method, String target, String host, String hostTaken, String pathTaken) {
        assertThat(RequestTarget.of(method, target, host)).isEqualTo(new RequestTarget(hostTaken, pathTaken));
    }

    @Test
    void aClientMayNameNoHost() {
        assertThat(RequestTarget.of("GET", "/", "").host()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/v1/models;a=b", "/v1;/models", "/v1/models;", "/;/v1"})
    void aPathHasNoParameters(String target) {
        assertThatThrownBy(() -> RequestTarget.of("GET", target, "host")).isInstanceOf(ServiceException.class)
                .hasMessageContaining("parameters behind ';'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "GET;/a%zz;host;'%zz'",
        "GET;/a%2;host;'%2'",
        "GET;/a?b=%;host;'%'",
        "GET;/{x};host;a '{', which is expected percent-encoded there as %7B",
        "GET;/a?x[]=1;host;%5B",
        "GET;/a#b;host;%23",
        "GET;/a\"b;host;%22",
        "GET;/\u00e9;host;a byte E9",
        "GET;//v1/models;host;an empty segment",
        "GET;/v1//models;host;an empty segment",
        "GET;http://other//v1;host;an empty segment",
        "GET;/v1/models/a%2Fb;host;'%2F'",
        "GET;/v1/models/a%2fb;host;'%2f'",
        "GET;/v1%5Cmodels;host;'%5C'",
        "GET;/v1/%6Dodels;host;'%6D'",
        "GET;/v1/%4D%4f;host;'%4D'",
        "GET;/v1/a%7Eb%5Fc%30;host;'%7E'",
        "GET;/v1/%2e%2E/keys;host;'%2e'",
        "GET;/v1/../keys;host;a segment",
        "GET;/v1/.;host;a segment",
        "GET;/v1/./keys?a=b;host;a segment",
        "GET;*;host;Only OPTIONS",
        "GET;a/b;host;begin with '/'",
        "CONNECT;host:443;host;there is none here",
        "GET;http:///a;host;must name a host",
        "GET;http://user@host/a;host;without a user",
        "GET;/;a b;The Host must be a name",
        "GET;/;a/b;found 'a/b'",
        "GET;/;u@h;The Host",
        "GET;/;h:80x;The Host",
        "GET;/;h%zz;The Host"})
    void isRefusedByWhatIsWrongWithIt(String method, String target, String host, String named) {
        assertThatThrownBy(() -> RequestTarget.of(method, target, host)).isInstanceOf(ServiceException.class).hasMessageContaining(named);
    }
}
