package org.penlb.web;

import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A server's engine that becomes another one. What is asked of it the other one answers as soon as it is there; what is set is
 * not taken over, since that one knows what it speaks.
 */
abstract class LateEngine extends SSLEngine {
    private static final String[] NO_SUITES = {};
    private static final String[] VERSIONS = {"TLSv1.2", "TLSv1.3"};

    /** What it became; null before. */
    @Nullable
    abstract SSLEngine real();

    /** Makes ready what is needed for the first client; in a jail it could not be found any more. */
    static void prepare() {
        Before.SESSION.isValid();
    }

    /** The session of an engine that has none yet: how much room records take is known already. */
    private static final class Before {
        private static final SSLSession SESSION = session();

        private Before() {}

        private static SSLSession session() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(new KeyManager[0], new TrustManager[0], null);
                return context.createSSLEngine().getSession();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        SSLEngine real = real();
        return real == null ? null : real.getDelegatedTask();
    }

    @Override
    public SSLSession getSession() {
        SSLEngine real = real();
        return real == null ? Before.SESSION : real.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        SSLEngine real = real();
        return real == null ? null : real.getHandshakeSession();
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        SSLEngine real = real();
        return real == null ? null : real.getApplicationProtocol();
    }

    @Override
    public void beginHandshake() throws SSLException {
        SSLEngine real = real();
        if (real != null) {
            real.beginHandshake();
        }
    }

    @Override
    public String[] getSupportedCipherSuites() {
        SSLEngine real = real();
        return real == null ? NO_SUITES.clone() : real.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        SSLEngine real = real();
        return real == null ? NO_SUITES.clone() : real.getEnabledCipherSuites();
    }

    @Override
    public String[] getSupportedProtocols() {
        SSLEngine real = real();
        return real == null ? VERSIONS.clone() : real.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        SSLEngine real = real();
        return real == null ? VERSIONS.clone() : real.getEnabledProtocols();
    }

    @Override
    public boolean getUseClientMode() {
        return false;
    }

    @Override
    public boolean getNeedClientAuth() {
        SSLEngine real = real();
        return real != null && real.getNeedClientAuth();
    }

    @Override
    public boolean getWantClientAuth() {
        SSLEngine real = real();
        return real != null && real.getWantClientAuth();
    }

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        // as it is configured
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        // as it is configured
    }

    @Override
    public void setUseClientMode(boolean mode) {
        // always a server's
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        // as it is configured
    }

    @Override
    public void setWantClientAuth(boolean want) {
        // as it is configured
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        // as it is configured
    }
}
