package io.outrigger.mesh;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** The mesh's certificate authority for one test run: what istiod's CA and the agents do together. */
final class MeshCertificates {
    private static final Duration VALID_FOR = Duration.ofDays(1);

    private final AtomicLong serial = new AtomicLong(System.nanoTime());
    private final X500Name name = new X500Name("O=cluster.local");
    private final KeyPair key = newKey();
    private final String root = pem(sign(certificate(name, key), new BasicConstraints(true)));

    /** A certificate with its key, as PEM. */
    record Leaf(String chain, String privateKey) {
    }

    /** Whom everybody in the mesh believes, as PEM. */
    String root() {
        return root;
    }

    /** For a workload, such as {@code spiffe://cluster.local/ns/outrigger/sa/api-gateway}. */
    Leaf workload(String identity) {
        return leaf(new GeneralName(GeneralName.uniformResourceIdentifier, identity));
    }

    /** For the ingress, which callers from outside know by host names. */
    Leaf hosts(List<String> hosts) {
        return leaf(hosts.stream().map(host -> new GeneralName(GeneralName.dNSName, host)).toArray(GeneralName[]::new));
    }

    private Leaf leaf(GeneralName... alternativeNames) {
        KeyPair own = newKey();
        try {
            X509v3CertificateBuilder certificate = certificate(new X500Name(new RDN[0]), own)
                    .addExtension(Extension.subjectAlternativeName, true, new GeneralNames(alternativeNames));
            return new Leaf(pem(sign(certificate, new BasicConstraints(false))), pem(new JcaPKCS8Generator(own.getPrivate(), null)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private X509v3CertificateBuilder certificate(X500Name subject, KeyPair subjectKey) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(serial.incrementAndGet()), Date.from(now.minusSeconds(60)),
                Date.from(now.plus(VALID_FOR)), subject, subjectKey.getPublic());
    }

    private Object sign(X509v3CertificateBuilder certificate, BasicConstraints constraints) {
        try {
            return certificate.addExtension(Extension.basicConstraints, true, constraints)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
