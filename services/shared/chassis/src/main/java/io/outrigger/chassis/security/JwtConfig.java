package io.outrigger.chassis.security;

import io.outrigger.chassis.config.Settings;
import io.outrigger.chassis.errors.Quote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose tokens are believed.
 *
 * @param issuers at least one, each of another name
 * @param clockSkew by which an issuer's clock may differ from ours
 * @param algorithms with which tokens may be signed; all need a private key
 */
public record JwtConfig(List<JwtIssuer> issuers, Duration clockSkew, List<String> algorithms) {

    static final int ISSUERS_MAX = 8;
    /** What the usual identity providers sign with. */
    private static final String ALGORITHMS = "RS256,PS256,ES256";
    /** None of those with a shared secret, to which a public key could be mistaken. */
    private static final List<String> ASYMMETRIC =
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);
    private static final Duration CLOCK_SKEW_MAX = Duration.ofMinutes(5);
    private static final Pattern NUMBERED = Pattern.compile(
            "JWT_(?:ISSUER|AUDIENCE|AUDIENCE_CLAIM|SCOPE_CLAIMS|SCOPE_PREFIX|JWKS|TENANTS|SCOPES)_([0-9]+)");

    public JwtConfig {
        issuers = List.copyOf(issuers);
        algorithms = List.copyOf(algorithms);
    }

    /** One issuer whose tokens say everything where it usually stands. */
    public JwtConfig(String issuer, String audience, String jwks) {
        this(List.of(new JwtIssuer(issuer, audience, jwks)), CLOCK_SKEW, JwtIssuer.names(ALGORITHMS));
    }

    public static JwtConfig from(Settings settings) {
        List<JwtIssuer> issuers = new ArrayList<>();
        issuers.add(JwtIssuer.from(settings, ""));
        for (int number = 2; number <= lastNumber(settings); number++) {
            issuers.add(JwtIssuer.from(settings, "_" + number));
        }
        if (issuers.stream().map(JwtIssuer::name).distinct().count() < issuers.size()) {
            settings.reject("JWT_ISSUER and those with numbers must each name another issuer.");
        }
        Duration skew = settings.duration("JWT_CLOCK_SKEW", CLOCK_SKEW, "by which issuers' clocks may differ from ours, 5 min at most");
        if (skew.compareTo(CLOCK_SKEW_MAX) > 0) {
            settings.reject("JWT_CLOCK_SKEW: expected 5 min at most, found " + skew.toSeconds() + " s.");
        }
        return new JwtConfig(issuers, skew, algorithms(settings));
    }

    /** The number of the last issuer; one that is missing below it is told by its own required settings. */
    private static int lastNumber(Settings settings) {
        int last = 1;
        for (String name : settings.given(NUMBERED)) {
            Matcher number = NUMBERED.matcher(name);
            if (number.matches() && number.group(1).matches("[2-" + ISSUERS_MAX + "]")) {
                last = Math.max(last, Integer.parseInt(number.group(1)));
            } else {
                settings.reject(name + ": issuers after the first are numbered from 2 to " + ISSUERS_MAX + ", without gaps.");
            }
        }
        return last;
    }

    private static List<String> algorithms(Settings settings) {
        List<String> algorithms = JwtIssuer.names(settings.string("JWT_ALGORITHMS", ALGORITHMS,
                "with which tokens may be signed, of " + String.join(", ", ASYMMETRIC)));
        algorithms.stream().filter(name -> !ASYMMETRIC.contains(name)).forEach(name -> settings.reject(
                "JWT_ALGORITHMS: expected some of " + String.join(", ", ASYMMETRIC) + ", found " + Quote.of(name) + "."));
        if (algorithms.isEmpty()) {
            settings.reject("JWT_ALGORITHMS: expected at least one, found none.");
        }
        return algorithms;
    }
}
