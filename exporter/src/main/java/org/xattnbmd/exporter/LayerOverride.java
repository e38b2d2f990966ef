package org.xattnbmd.exporter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xattnbmd.exporter.ExportException.Code;
import org.xattnbmd.exporter.internal.precision.LayerRule;

/**
 * What is said of single layers. Immutable.
 *
 * @param pattern the name of a layer that can be quantised, in which {@code *} stands for any characters; one that fits none is
 *     refused when a model is quantised, with the names that come near it
 * @param precision what becomes of those layers
 */
public record LayerOverride(String pattern, LayerPrecision precision) {

    /** Far more than any model has layers. */
    private static final long MOST_BYTES = 1 << 20;

    public LayerOverride {
        if (pattern.isBlank()) {
            throw new ExportException(Code.INVALID_REQUEST, "expected the name of a layer or a pattern, received none");
        }
    }

    /**
     * Reads {@code pattern=precision}, such as {@code encoder/*=INT8}; what is before the last equals sign is the pattern.
     *
     * @throws ExportException with code INVALID_REQUEST
     */
    public static LayerOverride parse(String text) {
        int at = text.lastIndexOf('=');
        String precision = text.substring(at + 1).strip().toUpperCase(Locale.ROOT);
        for (LayerPrecision p : LayerPrecision.values()) {
            if (at > 0 && p.name().equals(precision)) {
                return new LayerOverride(text.substring(0, at).strip(), p);
            }
        }
        throw new ExportException(
                Code.INVALID_REQUEST,
                "expected PATTERN=PRECISION with a precision of " + Arrays.toString(LayerPrecision.values())
                        + ", received " + text);
    }

    /**
     * Reads a file in UTF-8 with one override per line; empty lines and those that begin with {@code #} are left out.
     *
     * @throws ExportException with code IO or TOO_LARGE for the file, or INVALID_REQUEST with the number of the line
     */
    public static List<LayerOverride> read(Path file) {
        List<LayerOverride> overrides = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            try {
                overrides.add(parse(text));
            } catch (ExportException e) {
                throw new ExportException(e.code(), file + ", line " + number + ": " + e.getMessage(), e);
            }
        }
        return overrides;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new ExportException(
                        Code.TOO_LARGE, "expected a file of at most " + MOST_BYTES + " bytes, received " + file);
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExportException(Code.IO, "could not read " + file + " (" + e + ")", e);
        }
    }

    LayerRule rule() {
        return new LayerRule(pattern, precision.setting());
    }
}
