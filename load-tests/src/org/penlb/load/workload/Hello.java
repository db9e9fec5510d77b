package org.penlb.load.workload;

/** Says a word: what the JVM itself takes to start. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) {
        System.out.println("hello");
    }
}
