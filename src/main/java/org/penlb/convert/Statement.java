package org.penlb.convert;

/** What another program's configuration is made of: a line of HAProxy, a directive of nginx. Told apart by identity. */
public interface Statement {
    /** Where it stands. */
    SourceLine place();

    /** As it is written, without quotes. */
    String text();
}
