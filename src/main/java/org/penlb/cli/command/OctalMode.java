package org.penlb.cli.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads permission bits as chmod does: 600, 0660. */
final class OctalMode implements ITypeConverter<Integer> {
    private static final int OCTAL = 8;
    private static final int ALL = 0777;

    @Override
    public Integer convert(String text) {
        try {
            int mode = Integer.parseInt(text, OCTAL);
            if (mode >= 0 && mode <= ALL) {
                return mode;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new TypeConversionException("'" + text + "' is not octal, from 0 to 777");
    }
}
