package org.penlb.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.penlb.config.tls.CertificateFiles;

/** Makes certificates, and the files that they are in. */
public final class Certificates {
    private static final String SUBJECT_KEY = "2.5.29.14";
    /** Where nobody answers: what there is to know is stapled. */
    private static final String OCSP = "http://127.0.0.1:9/";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Certificates() {}

    /** What makes a certificate, and may fail. */
    private interface Maker {
        X509Bundle make() throws Exception;
    }

    private static X509Bundle made(Maker maker) {
        try {
            return maker.make();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** An authority that signs itself. */
    public static X509Bundle authority(String name) {
        return made(() -> new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned());
    }

    /** An authority that another one signs. */
    public static X509Bundle between(X509Bundle authority, String name) {
        return made(() -> {
            KeyPair key = Algorithm.ecp256.generateKeyPair(RANDOM);
            return new CertificateBuilder()
                    .subject("CN=" + name)
                    .setIsCertificateAuthority(true)
                    .keyPair(key)
                    .addExtensionOctetString(SUBJECT_KEY, false, der(4, identifier(key.getPublic())))
                    .buildIssuedBy(authority);
        });
    }

    private static byte[] identifier(PublicKey key) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-1").digest(key.getEncoded());
    }

    /** A certificate of a server with an ECDSA key. */
    public static X509Bundle server(X509Bundle authority, String... names) {
        return server(Algorithm.ecp256, authority, names);
    }

    /** A certificate of a server. */
    public static X509Bundle server(Algorithm algorithm, X509Bundle authority, String... names) {
        Instant now = Instant.now();
        return server(algorithm, now.minus(1, ChronoUnit.DAYS), now.plus(1, ChronoUnit.DAYS), authority, names);
    }

    /** A certificate of a server for a time of its own. */
    public static X509Bundle server(Instant from, Instant until, X509Bundle authority, String... names) {
        return server(Algorithm.ecp256, from, until, authority, names);
    }

    private static X509Bundle server(
            Algorithm algorithm, Instant from, Instant until, X509Bundle authority, String... names) {
        try {
            return server(algorithm.generateKeyPair(RANDOM), from, until, authority, names);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A certificate for a key that is there already, which saves the time to make one. Netty's builder refuses wildcards. */
    public static X509Bundle server(KeyPair key, Instant from, Instant until, X509Bundle authority, String... names) {
        return made(() -> {
            PrivateKey signer = authority.getKeyPair().getPrivate();
            var builder = new JcaX509v3CertificateBuilder(
                    authority.getCertificate().getSubjectX500Principal(),
                    new BigInteger(64, RANDOM),
                    Date.from(from),
                    Date.from(until),
                    new X500Principal("CN=" + names[0]),
                    key.getPublic());
            GeneralName[] alternatives = Arrays.stream(names)
                    .map(name -> new GeneralName(
                            name.matches("[0-9.]+|.*:.*") ? GeneralName.iPAddress : GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(
                            X509ObjectIdentifiers.ocspAccessMethod,
                            new GeneralName(GeneralName.uniformResourceIdentifier, OCSP)));
            if (authority.getCertificate().getExtensionValue(SUBJECT_KEY) != null) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new AuthorityKeyIdentifier(
                                identifier(authority.getKeyPair().getPublic())));
            }
            X509CertificateHolder signed = builder.build(new JcaContentSignerBuilder(
                            signer.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA")
                    .build(signer));
            X509Certificate[] above =
                    authority.isSelfSigned() ? new X509Certificate[0] : authority.getCertificatePath();
            X509Certificate[] path = Stream.concat(
                            Stream.of(new JcaX509CertificateConverter().getCertificate(signed)), Arrays.stream(above))
                    .toArray(X509Certificate[]::new);
            return X509Bundle.fromCertificatePath(path, authority.getRootCertificate(), key);
        });
    }

    /** A certificate of a client. */
    public static X509Bundle client(X509Bundle authority, String name) {
        return made(() -> new CertificateBuilder()
                .subject("CN=" + name + ",O=Example")
                .addExtendedKeyUsageClientAuth()
                .buildIssuedBy(authority));
    }

    /** Writes NAME.crt, with the chain, and NAME.key. */
    public static CertificateFiles.Pem write(Path folder, String name, X509Bundle bundle) {
        return new CertificateFiles.Pem(
                write(folder.resolve(name + ".crt"), bundle.getCertificatePathPEM()),
                write(folder.resolve(name + ".key"), bundle.getPrivateKeyPEM()),
                null,
                null);
    }

    /** Writes a file that its owner alone may read. */
    public static Path write(Path file, String text) {
        return write(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes a file that its owner alone may read. */
    public static Path write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes certificate, chain and key into a file in PKCS#12. */
    public static Path writePkcs12(Path file, X509Bundle bundle, String password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(
                    "key", bundle.getKeyPair().getPrivate(), password.toCharArray(), bundle.getCertificatePath());
            var out = new ByteArrayOutputStream();
            store.store(out, password.toCharArray());
            return write(file, out.toByteArray());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A block of PEM. */
    public static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + label
                + "-----\n";
    }

    /**
     * An answer of OCSP about a certificate, which nobody has signed.
     *
     * @param status 0x80: good, 0xa1: revoked, 0x82: unknown
     */
    public static byte[] ocsp(X509Bundle bundle, int status, Instant from, Instant until) {
        try {
            byte[] issuer = MessageDigest.getInstance("SHA-1")
                    .digest(bundle.getCertificate().getIssuerX500Principal().getEncoded());
            byte[] sha1 = der(0x30, HexFormat.of().parseHex("06052b0e03021a"), new byte[] {5, 0});
            byte[] id = der(
                    0x30,
                    sha1,
                    der(4, issuer),
                    der(4, new byte[20]),
                    der(2, bundle.getCertificate().getSerialNumber().toByteArray()));
            byte[] judged = status == 0xa1 ? der(status, time(from)) : der(status);
            byte[] answer = der(0x30, id, judged, time(from), der(0xa0, time(until)));
            byte[] data = der(0x30, der(0xa2, der(4, new byte[20])), time(from), der(0x30, answer));
            byte[] signature = der(0x30, HexFormat.of().parseHex("06082a8648ce3d040302"));
            byte[] basic = der(0x30, data, signature, der(3, new byte[] {0, 1, 2}));
            byte[] type = HexFormat.of().parseHex("06092b0601050507300101");
            return der(0x30, der(0x0a, new byte[] {0}), der(0xa0, der(0x30, type, der(4, basic))));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] time(Instant time) {
        return der(0x18, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
    }

    /** A value of DER. */
    public static byte[] der(int tag, byte[]... contents) {
        var inner = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            inner.writeBytes(content);
        }
        var value = new ByteArrayOutputStream();
        value.write(tag);
        if (inner.size() > 0x7f) {
            value.write(0x82);
            value.write(inner.size() >> 8);
        }
        value.write(inner.size());
        value.writeBytes(inner.toByteArray());
        return value.toByteArray();
    }
}
