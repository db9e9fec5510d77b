package org.penlb.balance;

import java.util.Arrays;

/** By the slot of a client the version of its assignment, {@link HybridClock#NEVER} if there is none. They lie in pages, so growing copies nothing. */
final class ClientVersions {
    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_MASK = (1 << PAGE_SHIFT) - 1;

    private long[][] pages = {};

    long get(int slot) {
        int page = slot >>> PAGE_SHIFT;
        return page < pages.length && pages[page] != null ? pages[page][slot & PAGE_MASK] : HybridClock.NEVER;
    }

    void set(int slot, long version) {
        int page = slot >>> PAGE_SHIFT;
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(4, 2 * page));
        }
        if (pages[page] == null) {
            pages[page] = new long[1 << PAGE_SHIFT];
        }
        pages[page][slot & PAGE_MASK] = version;
    }
}
