package org.xattnbmd.exporter.internal.operator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The opsets in which ONNX's standard operators changed, from the versions in its specification of operators
 * ({@code docs/Operators.md}). Immutable and thread-safe.
 */
public final class OperatorVersions {

    private static final Map<String, NavigableSet<Integer>> CHANGES = read();

    private OperatorVersions() {}

    private static Map<String, NavigableSet<Integer>> read() {
        Map<String, NavigableSet<Integer>> changes = new HashMap<>();
        try (InputStream in = OperatorVersions.class.getResourceAsStream("operator-versions.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                String[] words = line.split(" ");
                NavigableSet<Integer> versions = new TreeSet<>();
                for (int i = 1; i < words.length; i++) {
                    versions.add(Integer.valueOf(words[i]));
                }
                changes.put(words[0], versions);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Map.copyOf(changes);
    }

    /** The opset in which an operator took the form that it has in an opset; 0 where it is not in it. */
    public static int since(String operator, int opset) {
        NavigableSet<Integer> versions = CHANGES.get(operator);
        Integer version = versions == null ? null : versions.floor(opset);
        return version == null ? 0 : version;
    }

    /** Whether an operator is in both opsets, and the same. */
    public static boolean isSame(String operator, int opset, int otherOpset) {
        int since = since(operator, opset);
        return since != 0 && since == since(operator, otherOpset);
    }
}
