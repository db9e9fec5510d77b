package org.penlb.balance;

/**
 * Makes of any number one each of whose bits depends on all of its bits: the 64-bit finaliser of MurmurHash3 with the constants
 * of "Mix13" (D. Stafford, "Better Bit Mixing", 2011).
 */
public final class BitMixer {
    private BitMixer() {}

    /** Different numbers give different ones; 0 gives 0. */
    public static long mix(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
