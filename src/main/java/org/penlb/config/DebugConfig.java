package org.penlb.config;

/**
 * How much is told.
 *
 * @param level 0 to 3: what an operator needs; each decision; Pen's libraries too; the bytes that pass
 * @param ascii whether bytes are shown as text instead of as hexadecimal numbers
 */
public record DebugConfig(int level, boolean ascii) {
    /** The level at which the bytes that pass are shown. */
    public static final int DUMPS = 3;

    public static final DebugConfig NONE = new DebugConfig(0, false);

    public DebugConfig {
        if (level < 0) {
            throw new ConfigException("debug: " + level + " is not 0 or more");
        }
    }

    public boolean dumps() {
        return level >= DUMPS;
    }
}
