package org.penlb.config;

/** Which version of the PROXY protocol a server wants to be told in who its client is. */
public enum ProxyProtocol {
    /** It gets what the client sends, and nothing else. */
    NONE,
    /** A line of text; for connections only. */
    V1,
    /** A binary header, which says more. */
    V2
}
