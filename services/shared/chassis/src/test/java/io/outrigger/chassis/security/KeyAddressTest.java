package io.outrigger.chassis.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an issuer's address is asked, and what is in force while it does not answer. */
class KeyAddressTest {

    private final Issuer issuer = new Issuer();

    @Test
    void aRotationIsPickedUpAtOnce() throws Exception {
        KeyAddress keys = KeyAddress.of(JWKSourceBuilder.create(issuer));
        issuer.published = new JWKSet(List.<JWK>of(key("a")));
        assertThat(keys.get(named("a"), null)).hasSize(1);

        issuer.published = new JWKSet(List.of(key("a"), key("b")));

        assertThat(keys.get(named("b"), null)).hasSize(1);
        assertThat(issuer.asked).isEqualTo(2);
    }

    @Test
    void howeverManyKeysNobodyKnowsTheIssuerIsAskedTwice() throws Exception {
        KeyAddress keys = KeyAddress.of(JWKSourceBuilder.create(issuer));
        issuer.published = new JWKSet(List.<JWK>of(key("a")));

        for (int forged = 0; forged < 1_000; forged++) {
            assertThat(keys.get(named("forged-" + forged), null)).isEmpty();
        }

        assertThat(issuer.asked).isLessThanOrEqualTo(3);
        assertThat(keys.get(named("a"), null)).hasSize(1);
    }

    @Test
    void anIssuerThatIsAwayStopsNoKnownKey() throws Exception {
        KeyAddress keys = KeyAddress.of(JWKSourceBuilder.create(issuer).refreshAheadCache(false).cache(1, 1_000).rateLimited(false));
        issuer.published = new JWKSet(List.<JWK>of(key("a")));
        assertThat(keys.get(named("a"), null)).hasSize(1);

        issuer.published = null;
        int before = issuer.asked;
        while (issuer.asked < before + 3) {
            assertThat(keys.get(named("a"), null)).hasSize(1);
        }

        issuer.published = new JWKSet(List.<JWK>of(key("c")));
        assertThat(keys.get(named("c"), null)).as("it is back").hasSize(1);
        assertThat(keys.get(named("a"), null)).as("what it has taken back is no longer in force").isEmpty();
    }

    @Test
    void anIssuerThatHasNeverAnsweredIsNotTheTokensFault() {
        KeyAddress keys = KeyAddress.of(JWKSourceBuilder.create(issuer));

        for (int attempt = 0; attempt < 5; attempt++) {
            assertThatThrownBy(() -> keys.get(named("a"), null)).isInstanceOf(KeySourceException.class);
        }
    }

    private static JWKSelector named(String id) {
        return new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
    }

    private static ECKey key(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    /** Away while it publishes nothing. */
    private static final class Issuer implements JWKSetSource<SecurityContext> {

        private JWKSet published;
        private int asked;

        @Override
        public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator refresh, long currentTime, SecurityContext context)
                throws JWKSetUnavailableException {
            asked++;
            if (published == null) {
                throw new JWKSetUnavailableException("away");
            }
            return published;
        }

        @Override
        public void close() {
            published = null;
        }
    }
}
