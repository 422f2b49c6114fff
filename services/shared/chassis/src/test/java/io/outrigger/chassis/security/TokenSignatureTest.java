package io.outrigger.chassis.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.util.Base64URL;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens a key of the issuer's has signed, and what is said of those that none has. */
class TokenSignatureTest {

    private static final Payload CLAIMS = new Payload(Map.of("sub", "alice"));
    private static final RSAKey RSA = rsa("rsa-1");
    private static final ECKey EC = ec("ec-1");

    private final TokenSignature signatures = against(RSA, EC);

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"})
    void anAccessTokensTypesAreTaken(String type) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").type(new JOSEObjectType(type)).build();

        assertThat(claims(signatures, signed(header, new RSASSASigner(RSA)))).containsEntry("sub", "alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logout+jwt", "dpop+jwt", "JOSE", "secevent+jwt"})
    void otherTypesAreRefusedByName(String type) throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").type(new JOSEObjectType(type)).build();

        refuses(signed(header, new RSASSASigner(RSA)), "The token is of the type '" + type + "' (typ); JWT or at+jwt is expected.");
    }

    @Test
    void theAlgorithmsOfTheUsualProvidersAreTaken() throws JOSEException {
        assertThat(claims(signatures, signed(header(JWSAlgorithm.PS256, "rsa-1"), new RSASSASigner(RSA)))).isNotEmpty();
        assertThat(claims(signatures, signed(header(JWSAlgorithm.ES256, "ec-1"), new ECDSASigner(EC)))).isNotEmpty();
    }

    @Test
    void everyOtherAlgorithmIsRefusedByName() throws JOSEException {
        String expected = " (alg); RS256, PS256 or ES256 is expected.";
        refuses(new PlainObject(CLAIMS).serialize(), "The token is signed with the algorithm 'none'" + expected);
        refuses(signed(header(JWSAlgorithm.HS256, "rsa-1"), new MACSigner(RSA.toRSAPublicKey().getEncoded())),
                "The token is signed with the algorithm 'HS256'" + expected);
        refuses(signed(header(JWSAlgorithm.RS512, "rsa-1"), new RSASSASigner(RSA)),
                "The token is signed with the algorithm 'RS512'" + expected);
    }

    @Test
    void aKeyIsNotUsedForWhatItIsNotMeantFor() throws JOSEException {
        RSAKey only = new RSAKey.Builder(RSA).algorithm(JWSAlgorithm.RS256).build();
        refuses(against(only), signed(header(JWSAlgorithm.PS256, "rsa-1"), new RSASSASigner(RSA)),
                "The token is signed with the key 'rsa-1' (kid), which is not among the issuer's keys for PS256.");
        RSAKey encrypting = new RSAKey.Builder(RSA).keyUse(KeyUse.ENCRYPTION).build();
        refuses(against(encrypting), signed(header(JWSAlgorithm.RS256, "rsa-1"), new RSASSASigner(RSA)),
                "The token is signed with the key 'rsa-1' (kid), which is not among the issuer's keys for RS256.");
    }

    @Test
    void aTokenWithoutAKeysNameIsTriedWithEveryKey() throws JOSEException {
        String token = signed(new JWSHeader(JWSAlgorithm.RS256), new RSASSASigner(RSA));

        assertThat(claims(against(RSA), token)).isNotEmpty();
        assertThat(claims(against(rsa("other"), EC, RSA), token)).isNotEmpty();
        refuses(against(rsa("other")), token, "The token's signature is wrong: a key without a name of the issuer has not signed "
                + "what it says.");
    }

    @Test
    void anUnknownKeyAndAWrongSignatureAreToldApart() throws JOSEException {
        refuses(signed(header(JWSAlgorithm.RS256, "rsa-9"), new RSASSASigner(RSA)),
                "The token is signed with the key 'rsa-9' (kid), which is not among the issuer's keys for RS256.");
        refuses(signed(header(JWSAlgorithm.RS256, "rsa-1"), new RSASSASigner(rsa("rsa-1"))),
                "The token's signature is wrong: the key 'rsa-1' (kid) of the issuer has not signed what it says.");
    }

    @Test
    void whatIsNoSignedJwtIsMalformed() throws JOSEException {
        for (String token : new String[] {"abc", "a.b", "..", "e30.e30.", "!.!.!", "a.b.c.d.e", "\u0000.\u0000.\u0000"}) {
            refuses(token, "The token is malformed: it is not a signed JWT, three parts of base64url with points between them.");
        }
        for (String header : new String[] {"{}", "[]", """
                {"alg":5}""", """
                {"alg":"RS256","typ":5}""", """
                {"alg":"none","alg":"RS256"}"""}) {
            refuses(Base64URL.encode(header) + ".e30.e30", "The token is malformed: its header is not a JSON object that names an "
                    + "algorithm (alg), and everything in it once.");
        }
        refuses(new JWSObjectOf("[1]").signed(), "The token is malformed: its claims are not a JSON object.");
        refuses(new JWSObjectOf("""
                {"sub":"alice","sub":"bob"}""").signed(), "The token is malformed: its claims are not a JSON object.");
        refuses(new JWSObjectOf("[".repeat(4_000)).signed(), "The token is malformed: its claims are not a JSON object.");
        refuses(new JWSObjectOf("""
                {"exp":1e999}""").signed(), "The token is malformed: its claims are not a JSON object.");
    }

    @Test
    void anEncryptedTokenSaysThatItIs() throws JOSEException {
        var encrypted = new JWEObject(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), CLAIMS);
        encrypted.encrypt(new DirectEncrypter(new byte[32]));

        refuses(encrypted.serialize(), "The token is encrypted; a signed one is expected. Identity providers give an encrypted or "
                + "opaque token where no audience was asked for.");
    }

    @Test
    void aDemandThatIsNotUnderstoodIsRefused() throws JOSEException {
        var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa-1").criticalParams(Set.of("exp")).customParam("exp", 1).build();

        refuses(signed(header, new RSASSASigner(RSA)),
                "The token's header demands extensions that are not known here (crit).");
    }

    private record JWSObjectOf(String payload) {

        String signed() throws JOSEException {
            var object = new JWSObject(header(JWSAlgorithm.RS256, "rsa-1"), new Payload(payload));
            object.sign(new RSASSASigner(RSA));
            return object.serialize();
        }
    }

    private void refuses(String token, String sentence) {
        refuses(signatures, token, sentence);
    }

    private static void refuses(TokenSignature signatures, String token, String sentence) {
        assertThatThrownBy(() -> claims(signatures, token)).as(token).hasMessage(sentence);
    }

    private static Map<String, Object> claims(TokenSignature signatures, String token) {
        SignedToken signed = SignedToken.parse(token, List.of("RS256", "PS256", "ES256"));
        signatures.check(signed);
        return signed.claims();
    }

    private static TokenSignature against(JWK... keys) {
        return new TokenSignature(new ImmutableJWKSet<>(new JWKSet(Arrays.asList(keys))));
    }

    private static JWSHeader header(JWSAlgorithm algorithm, String key) {
        return new JWSHeader.Builder(algorithm).keyID(key).build();
    }

    private static String signed(JWSHeader header, JWSSigner signer) throws JOSEException {
        var object = new JWSObject(header, CLAIMS);
        object.sign(signer);
        return object.serialize();
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECKey ec(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
