package io.outrigger.chassis.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.ErrorCode;
import io.outrigger.chassis.errors.ServiceException;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in tokens: as the usual identity providers write them, of wrong kinds, and not meant for us. */
class TokenClaimsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final long SECONDS = NOW.getEpochSecond();
    private static final JwtConfig STANDARD = new JwtConfig("https://issuer.example/", "outrigger", "keys.json");

    @Test
    void keycloak() {
        Principal caller = read(STANDARD, """
                {"iss":"https://issuer.example/","sub":"f:1:alice","aud":["outrigger","account"],"azp":"web","typ":"Bearer","exp":%d,
                 "iat":%d,"jti":"x","acr":"1","realm_access":{"roles":["admin"]},"resource_access":{"account":{"roles":["admin"]}},
                 "scope":"openid infer profile","email_verified":false}""");

        assertThat(caller.scopes()).as("roles are no scopes").containsExactlyInAnyOrder("openid", "infer", "profile");
        assertThat(caller.models()).isEmpty();
        assertThat(caller.tenant()).isEqualTo("f:1:alice");
    }

    @Test
    void entra() {
        Principal caller = read(STANDARD, """
                {"iss":"https://issuer.example/","sub":"AAAA","aud":"outrigger","exp":%d,"nbf":%d,"scp":"infer models:read",
                 "tid":"t","oid":"o","ver":"2.0","azp":"c","azpacr":"1","aio":"x","uti":"y","rh":"z"}""");

        assertThat(caller.scopes()).containsExactlyInAnyOrder("infer", "models:read");
    }

    @Test
    void anEntraApplicationsRolesAreScopesWhereTheSettingSaysSo() {
        String claims = """
                {"iss":"https://issuer.example/","sub":"AAAA","aud":"outrigger","exp":%d,"nbf":%d,"roles":["infer"],"idtyp":"app"}""";

        assertThat(read(STANDARD, claims).scopes()).isEmpty();
        assertThat(read(config(Map.of("JWT_SCOPE_CLAIMS", "scp, roles")), claims).scopes()).containsExactly("infer");
    }

    @Test
    void auth0() {
        Principal caller = read(STANDARD, """
                {"iss":"https://issuer.example/","sub":"auth0|1","aud":["outrigger","https://issuer.example/userinfo"],"exp":%d,"iat":%d,
                 "azp":"c","scope":"openid","permissions":["infer","models:read"],"gty":"client-credentials"}""");

        assertThat(caller.scopes()).containsExactlyInAnyOrder("openid", "infer", "models:read");
    }

    @Test
    void okta() {
        Principal caller = read(STANDARD, """
                {"ver":1,"jti":"AT.x","iss":"https://issuer.example/","aud":"outrigger","sub":"alice@example.com","exp":%d,"iat":%d,
                 "cid":"c","uid":"u","auth_time":1,"scp":["infer","batch"]}""");

        assertThat(caller.scopes()).containsExactlyInAnyOrder("infer", "batch");
    }

    @Test
    void cognito() {
        JwtConfig cognito = config(Map.of("JWT_AUDIENCE", "7abc", "JWT_AUDIENCE_CLAIM", "client_id", "JWT_SCOPE_PREFIX", "outrigger/"));
        Principal caller = read(cognito, """
                {"sub":"7abc","token_use":"access","scope":"outrigger/infer outrigger/models:read","auth_time":1,"version":2,
                 "iss":"https://issuer.example/","exp":%d,"iat":%d,"jti":"x","client_id":"7abc"}""");

        assertThat(caller.scopes()).containsExactlyInAnyOrder("infer", "models:read");
    }

    @Test
    void anAudienceThatStandsInAnotherClaimCountsOnlyWhereTheSettingSaysSo() {
        refused(claims(Map.of()), "aud", null, "The token is for no audience; one for 'outrigger' is expected (aud).");
        Map<String, Object> claims = claims(Map.of("client_id", "outrigger", "azp", "outrigger"));
        refused(claims, "aud", null, "The token is for no audience; one for 'outrigger' is expected (aud).");
    }

    @Test
    void modelsAbsentIsEveryModelAndAnEmptyListIsNone() {
        Principal every = verify(STANDARD, claims(Map.of())).principal();
        Principal none = verify(STANDARD, claims(Map.of("models", List.of()))).principal();

        every.requireModel("any");
        assertThatThrownBy(() -> none.requireModel("any")).hasMessage("This needs the model 'any'; the token is for no model at all.")
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThat(none.mayUse("")).isFalse();
    }

    @Test
    void timesMayHaveFractions() {
        Map<String, Object> claims = claims(Map.of("exp", SECONDS + 0.5, "nbf", SECONDS - 0.25));

        assertThat(verify(STANDARD, claims).expires()).isEqualTo(NOW.plusMillis(500));
    }

    @ParameterizedTest
    @CsvSource({"1e300, 1", "9007199254740993000, -9007199254740993000", "253402300800, -1e300"})
    void timesBeyondEveryCalendarAreFarAway(double expires, double notBefore) {
        assertThat(verify(STANDARD, claims(Map.of("exp", expires, "nbf", notBefore))).expires()).isAfter(NOW.plusSeconds(1_000_000));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            exp         | null    | The token's claim 'exp' must be a number of seconds; it is null.
            exp         | "soon"  | The token's claim 'exp' must be a number of seconds; it is a text.
            exp         | true    | The token's claim 'exp' must be a number of seconds; it is a truth value.
            nbf         | {}      | The token's claim 'nbf' must be a number of seconds; it is an object.
            nbf         | null    | The token's claim 'nbf' must be a number of seconds; it is null.
            sub         | null    | The token's claim 'sub' must be a text; it is null.
            sub         | 7       | The token's claim 'sub' must be a text; it is a number.
            iat         | "now"   | The token's claim 'iat' must be a number of seconds; it is a text.
            aud         | null    | The token's claim 'aud' must be a list of texts; it is null.
            aud         | [7]     | The token's claim 'aud' must be a list of texts; one entry is a number.
            scope       | 5       | The token's claim 'scope' must be a list of texts; it is a number.
            scope       | null    | The token's claim 'scope' must be a list of texts; it is null.
            scp         | [null]  | The token's claim 'scp' must be a list of texts; one entry is null.
            permissions | {}      | The token's claim 'permissions' must be a list of texts; it is an object.
            models      | [null]  | The token's claim 'models' must be a list of texts; one entry is null.
            models      | null    | The token's claim 'models' must be a list of texts; it is null.
            models      | "x"     | The token's claim 'models' must be a list of texts; it is a text.
            models      | [["x"]] | The token's claim 'models' must be a list of texts; one entry is a list.
            tenant      | 5       | The token's claim 'tenant' must be a text; it is a number.
            """)
    void aClaimOfAnotherKindIsMalformed(String claim, String json, String sentence) throws ParseException {
        refused(claims(Map.of()), claim, JSONObjectUtils.parse("""
                {"value":%s}""".formatted(json)).get("value"), sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "exp"})
    void whatIsRequiredIsNamed(String claim) {
        Map<String, Object> claims = claims(Map.of());
        claims.remove(claim);

        assertThatThrownBy(() -> verify(STANDARD, claims)).hasMessage("The token has no claim '" + claim + "', which is required here.");
    }

    @Test
    void whatIsNotMeantForUsSaysWhy() {
        refused(claims(Map.of()), "aud", List.of("a", "b"), "The token is for 'a', 'b'; one for 'outrigger' is expected (aud).");
        refused(claims(Map.of()), "nbf", SECONDS + 60,
                "The token is not valid before 2026-11-25T12:01:00Z (nbf); it is 2026-11-25T12:00:00Z.");
        assertThatThrownBy(() -> verify(STANDARD, claims(Map.of("exp", SECONDS - 60)))).hasMessage(
                "The token expired at 2026-11-25T11:59:00Z.")
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOKEN_EXPIRED));
        assertThat(verify(STANDARD, claims(Map.of("exp", SECONDS - 4, "nbf", SECONDS + 4))).principal().subject()).isEqualTo("alice");
    }

    @Test
    void aTokenIsNotIssuedInTheFutureAndClocksDifferByWhatTheSettingSays() {
        refused(claims(Map.of()), "iat", SECONDS + 60,
                "The token is issued at 2026-11-25T12:01:00Z (iat), which is still to come; it is 2026-11-25T12:00:00Z.");
        JwtConfig patient = config(Map.of("JWT_CLOCK_SKEW", "60s"));
        Map<String, Object> claims = claims(Map.of("iat", SECONDS + 60, "nbf", SECONDS + 60, "exp", SECONDS - 60));
        assertThat(verify(patient, claims).principal().subject()).isEqualTo("alice");
        assertThatThrownBy(() -> verify(patient, claims(Map.of("nbf", SECONDS + 61)))).hasMessageContaining("(nbf)");
        assertThatThrownBy(() -> verify(patient, claims(Map.of("exp", SECONDS - 61)))).hasMessageContaining("expired");
    }

    @Test
    void anIssuerSpeaksForItsTenantsAndGrantsNothingThatGoesOverAllOfThem() {
        JwtConfig partner = config(Map.of("JWT_TENANTS", "acme, globex"));
        Map<String, Object> acme = claims(Map.of("tenant", "acme", "scope", "infer batch admin models:write models:read"));

        assertThat(verify(partner, acme).principal().scopes()).containsExactlyInAnyOrder("infer", "batch", "models:read");
        assertThatThrownBy(() -> verify(partner, claims(Map.of("tenant", "initech"))))
                .hasMessage("The token speaks for the tenant 'initech', for whom its issuer may not speak here.");
        assertThatThrownBy(() -> verify(partner, claims(Map.of()))).as("its subject is its tenant").hasMessageContaining("'alice'");
        JwtConfig trusted = config(Map.of("JWT_TENANTS", "acme", "JWT_SCOPES", "infer,admin"));
        assertThat(verify(trusted, acme).principal().scopes()).containsExactlyInAnyOrder("infer", "admin");
    }

    @Test
    void whatATokenSaysOfItselfIsQuotedShortAndPrintable() {
        assertThatThrownBy(() -> verify(STANDARD, claims(Map.of("tenant", "evil\r\n\u2028" + "x".repeat(5_000)))))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\n", "\r", "\u2028"));
        assertThatThrownBy(() -> verify(STANDARD, claims(Map.of("aud", java.util.Collections.nCopies(1_000, "x".repeat(500))))))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_000).contains("and 995 more"));
        refused(claims(Map.of()), "sub", "a\nb", "The token's claim 'sub' must have 1 to 256 characters without control characters; "
                + "it is 'a?b'.");
    }

    private static JwtConfig config(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of("JWT_ISSUER", "https://issuer.example/", "JWT_JWKS", "keys.json"));
        environment.putAll(more);
        return JwtConfig.from(new Settings(environment));
    }

    private static Principal read(JwtConfig config, String json) {
        try {
            return verify(config, JSONObjectUtils.parse(json.formatted(SECONDS + 600, SECONDS - 10))).principal();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static TokenClaims.Verified verify(JwtConfig config, Map<String, Object> claims) {
        return new TokenClaims(config.issuers().getFirst(), config.clockSkew(), claims).verify(NOW);
    }

    private static void refused(Map<String, Object> claims, String claim, Object value, String sentence) {
        if (claim.equals("aud") && value == null && sentence.contains("no audience")) {
            claims.remove("aud");
        } else {
            claims.put(claim, value);
        }
        assertThatThrownBy(() -> verify(STANDARD, claims)).as(claim).hasMessage(sentence)
                .isInstanceOfSatisfying(ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED_CALLER));
    }

    private static Map<String, Object> claims(Map<String, Object> more) {
        Map<String, Object> claims = new HashMap<>(Map.of(
                "iss", "https://issuer.example/", "sub", "alice", "aud", "outrigger", "exp", SECONDS + 600, "scope", "infer"));
        claims.putAll(more);
        return claims;
    }

    @Test
    void aTokenMayHaveNoScopeAtAll() {
        Map<String, Object> claims = claims(Map.of());
        claims.remove("scope");

        assertThat(verify(STANDARD, claims).principal().scopes()).isEqualTo(Set.of());
        assertThat(verify(STANDARD, claims(Map.of("scope", " "))).principal().scopes()).isEmpty();
    }
}
