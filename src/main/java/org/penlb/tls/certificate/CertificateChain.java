package org.penlb.tls.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A certificate with those between it and its authority, which is not among them: clients have it, or do not trust it.
 *
 * @param certificates its own first, then the issuer of each
 * @param findings what is odd about it, in an operator's words; clients may fail for it
 */
record CertificateChain(List<X509Certificate> certificates, List<String> findings) {
    /** Nobody verifies a longer one. */
    private static final int LONGEST = 10;

    CertificateChain {
        certificates = List.copyOf(certificates);
        findings = List.copyOf(findings);
    }

    /**
     * Puts a chain together.
     *
     * @param file the certificates of its file, its own first
     * @param others more of them, in any order
     */
    static CertificateChain of(List<X509Certificate> file, List<X509Certificate> others) {
        Map<String, List<X509Certificate>> bySubject = new HashMap<>();
        file.stream().skip(1).forEach(each -> add(bySubject, each));
        others.forEach(each -> add(bySubject, each));
        var chain = new ArrayList<X509Certificate>();
        var findings = new ArrayList<String>();
        X509Certificate last = file.getFirst();
        chain.add(last);
        while (!isSelfSigned(last) && chain.size() < LONGEST) {
            X509Certificate issuer = issuer(last, bySubject);
            if (issuer == null || isSelfSigned(issuer)) {
                break;
            }
            chain.add(issuer);
            last = issuer;
        }
        if (isSelfSigned(file.getFirst())) {
            findings.add("it is signed by itself: it is trusted only where it is known");
        } else if (chain.size() == 1 && issuer(last, bySubject) == null) {
            findings.add("what is between it and its authority is missing, if there is anything: the certificate of \""
                    + last.getIssuerX500Principal().getName() + "\" is not in its file");
        }
        if (file.size() > 1 && chain.size() > 1 && !file.get(1).equals(chain.get(1)) && file.contains(chain.get(1))) {
            findings.add("the certificates in its file are not in order; they are sent in order");
        }
        long unused = file.stream()
                .filter(each -> !chain.contains(each) && !isSelfSigned(each))
                .count();
        if (unused > 0) {
            findings.add(unused + " of the certificates in its file do not belong to it; they are not sent");
        }
        return new CertificateChain(chain, findings);
    }

    private static void add(Map<String, List<X509Certificate>> bySubject, X509Certificate certificate) {
        bySubject
                .computeIfAbsent(certificate.getSubjectX500Principal().getName(), _ -> new ArrayList<>())
                .add(certificate);
    }

    private static @Nullable X509Certificate issuer(
            X509Certificate certificate, Map<String, List<X509Certificate>> bySubject) {
        return bySubject.getOrDefault(certificate.getIssuerX500Principal().getName(), List.of()).stream()
                .filter(issuer -> isSignedBy(certificate, issuer))
                .findFirst()
                .orElse(null);
    }

    /** By what each says of the key, if both do: that costs nothing, and a look at the signature a millisecond. */
    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        byte[] wanted = KeyIdentifier.ofIssuer(certificate);
        byte[] own = KeyIdentifier.of(issuer);
        if (wanted != null && own != null) {
            return Arrays.equals(wanted, own);
        }
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
