package org.xattnbmd.exporter.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Branches;
import org.xattnbmd.exporter.internal.operator.Cost;
import org.xattnbmd.exporter.internal.operator.DynamicQuantization;
import org.xattnbmd.exporter.internal.operator.Float16Support;
import org.xattnbmd.exporter.internal.operator.NoOp;
import org.xattnbmd.exporter.internal.operator.Operators;
import org.xattnbmd.exporter.internal.operator.Products;
import org.xattnbmd.exporter.internal.operator.Products.Numbers;
import org.xattnbmd.exporter.internal.operator.Quantization;
import org.xattnbmd.exporter.internal.operator.RuntimeOperators;
import org.xattnbmd.exporter.internal.operator.VectorRule;

/** ONNX-OPERATORS.md says of each ONNX operator what the catalogue does. */
class OnnxOperatorsPageTest {

    private static final Path PAGE = Path.of("ONNX-OPERATORS.md");

    /** What passes make of operators beyond leaving out those that do nothing; the passes' own tests prove it. */
    private static final Map<String, String> REWRITTEN = Map.of(
            "BatchNormalization", "folded into the layer before it",
            "Conv", "takes in BatchNormalization",
            "MatMul", "with Add becomes Gemm",
            "Gemm", "takes in BatchNormalization",
            "Transpose", "pairs cancel or join",
            "Reshape", "chains join",
            "Squeeze", "chains join",
            "Unsqueeze", "chains join",
            "Erf", "in GELU: one form that ONNX Runtime fuses");

    @Test
    void thePageIsUpToDate() throws IOException {
        String expected = page();
        if (Boolean.getBoolean("operators.write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE))
                .as("run with -Doperators.write=true to write " + PAGE + " again")
                .isEqualTo(expected);
    }

    private static String page() {
        String rows = Operators.all().stream()
                .sorted(Comparator.comparing(Operator::name))
                .map(OnnxOperatorsPageTest::row)
                .collect(Collectors.joining("\n"));
        return """
                # ONNX operators

                Written by `OnnxOperatorsPageTest` from the catalogue (`Operators`); do not edit. Which methods of DJL's arrays become
                which of these is in [OPERATORS.md](OPERATORS.md).

                The %d operators below are known: types and shapes of their results are inferred for every opset from %d to %d, and what is
                computed from constants alone is folded; the same computation twice is done once. Every other operator of a file is carried along
                as it is: its types and shapes are those that the file states, it is never folded, fused or quantised, and in float16 it is converted where
                it is one of ONNX's own, has no bodies and every tensor's type is known. In bodies the same is done as around them, but for float16 and int8; functions
                of a model's own are inlined first.

                - **optimised**: what `optimize` does with it besides
                - **shape arithmetic**: whether lengths computed with it from a shape are followed
                - **float16**: yes, where it reads or makes real numbers and ONNX Runtime takes it so, which is tried; from an opset on; or float32
                  always, since its element type is fixed
                - **int8**: *layer*: quantised where its weight is a constant; *joins*: in integers between such layers; *copies*:
                  likewise, with one scale before and behind it (Resize to the nearest alone); *activation*: goes into the
                  rounding of the layer before it; *bytes*: is a product of bytes itself, counted by `check`
                - **4 bits**: what it becomes with `quantize-weights` where its weight is a constant
                - **dynamic int8**: what it becomes with `--activations DYNAMIC` where its weight is a constant
                - **cost**: whether `inspect` counts its multiply-accumulates; all others count as none

                | operator | since opset | optimised | shape arithmetic | float16 | int8 | dynamic int8 | 4 bits | cost |
                |---|---|---|---|---|---|---|---|---|
                %s

                Besides, of operators that are carried along: %s.
                """.formatted(
                        Operators.all().size(), Operators.OLDEST_OPSET, Operators.NEWEST_OPSET, rows, carriedAlong());
    }

    private static String row(Operator op) {
        List<String> optimised = new ArrayList<>();
        if (op.trait(NoOp.class) != null) {
            optimised.add("removed where it changes nothing");
        }
        if (REWRITTEN.containsKey(op.name())) {
            optimised.add(REWRITTEN.get(op.name()));
        }
        return "| `%s` | %d | %s | %s | %s | %s | %s | %s | %s |"
                .formatted(
                        op.name(),
                        Math.max(Operators.OLDEST_OPSET, op.signature().since()),
                        String.join("; ", optimised),
                        op.trait(VectorRule.class) == null ? "" : "yes",
                        float16(op),
                        int8(op),
                        dynamicInt8(op),
                        op.trait(DynamicQuantization.class) == DynamicQuantization.MATRIX_PRODUCT
                                ? "`" + RuntimeOperators.MAT_MUL_N_BITS.name() + "`"
                                : "",
                        op.trait(Cost.class) == null ? "" : "yes");
    }

    private static String float16(Operator op) {
        Float16Support support = op.trait(Float16Support.class);
        if (support == null || support.since() <= Operators.OLDEST_OPSET) {
            return "yes";
        }
        return support.equals(Float16Support.NEVER) ? "float32" : "from opset " + support.since();
    }

    private static String int8(Operator op) {
        Quantization role = op.trait(Quantization.class);
        if (role == null) {
            return bytes(op) ? "bytes" : "";
        }
        return switch (role) {
            case LAYER, LAYER_TO_FLOAT -> "layer";
            case JOINS, JOINS_ALL_INPUTS -> "joins";
            case JOINS_AS_SHARES -> "joins if asked";
            case COPIES, COPIES_ALL_INPUTS -> "copies";
            case ACTIVATION -> "activation";
        };
    }

    private static String dynamicInt8(Operator op) {
        DynamicQuantization role = op.trait(DynamicQuantization.class);
        if (role == null) {
            return "";
        }
        return switch (role) {
            case MATRIX_PRODUCT -> "`" + Operators.MAT_MUL_INTEGER + "`";
            case CONVOLUTION -> "`" + Operators.CONV_INTEGER + "`";
            case RECURRENT -> "`" + RuntimeOperators.DYNAMIC_QUANTIZE_LSTM.name() + "`";
        };
    }

    private static boolean bytes(Operator op) {
        return op.trait(Products.class) != null && op.trait(Products.class).numbers() == Numbers.BYTES;
    }

    /** The operators that are not known but have traits, by what is known of them. */
    private static String carriedAlong() {
        Map<String, List<String>> byTrait = new TreeMap<>();
        for (String name : FOREIGN) {
            Operator op = Operators.lookup("", name);
            assertThat(op.isKnown()).isFalse();
            boolean branches = op.trait(Branches.class) != null;
            boolean single = Float16Support.NEVER.equals(op.trait(Float16Support.class));
            boolean weights = op.trait(Cost.class) != null;
            assertThat(bytes(op) || weights || single || branches).as(name).isTrue();
            String what = bytes(op)
                    ? "are products of bytes, counted by `check`"
                    : weights
                            ? "has weights of few bits, and its products are counted by `inspect`"
                            : single
                                    ? "stay in float32"
                                    : "gives way to one of its branches where its condition is constant";
            byTrait.computeIfAbsent(what, k -> new ArrayList<>()).add("`" + name + "`");
        }
        return byTrait.entrySet().stream()
                .map(e -> String.join(", ", e.getValue()) + " " + e.getKey())
                .collect(Collectors.joining("; "));
    }

    private static final List<String> FOREIGN = List.of(
            "DynamicQuantizeLSTM",
            "DynamicQuantizeMatMul",
            "If",
            "MatMulIntegerToFloat",
            "MatMulNBits",
            "QAttention",
            "QGemm",
            "QLinearConv",
            "QLinearMatMul",
            "RandomNormal",
            "RandomUniform");
}
