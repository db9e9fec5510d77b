package org.penlb.load.workload;

import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Path;
import org.penlb.load.balancer.Setup;
import org.penlb.load.process.Lab;
import org.penlb.testing.Certificates;

/** What clients of TLS are shown: all balancers the same. */
enum Identity {
    ECDSA(Algorithm.ecp256),
    RSA_2048(Algorithm.rsa2048);

    private final Algorithm algorithm;

    Identity(Algorithm algorithm) {
        this.algorithm = algorithm;
    }

    /** Files with a new certificate of this kind. */
    Setup.Tls files(Lab lab) {
        Path folder = lab.newFolder("tls");
        X509Bundle bundle = Certificates.server(algorithm, Certificates.authority("load"), "load");
        return new Setup.Tls(
                Certificates.write(folder.resolve("load.crt"), bundle.getCertificatePathPEM()),
                Certificates.write(folder.resolve("load.key"), bundle.getPrivateKeyPEM()),
                Certificates.write(folder.resolve("load.pem"), bundle.getCertificatePathPEM() + bundle.getPrivateKeyPEM()));
    }
}
