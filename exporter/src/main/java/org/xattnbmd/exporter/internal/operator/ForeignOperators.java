package org.xattnbmd.exporter.internal.operator;

import java.util.Map;
import java.util.stream.Stream;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Products.Channels;

/** The part of the catalogue of which traits alone are known. */
final class ForeignOperators {

    /** Operators that are met in files and of which traits alone are known, whatever their domain. */
    static final Map<String, Operator> BY_NAME = Operators.byName(Stream.of(
            RuntimeOperators.DYNAMIC_QUANTIZE_LSTM,
            RuntimeOperators.MAT_MUL_N_BITS,
            foreign("QLinearConv").with(Products.class, Products.ofBytes(3, Channels.FIRST)),
            foreign("QLinearMatMul").with(Products.class, Products.ofBytes(3, Channels.LAST)),
            foreign("MatMulIntegerToFloat")
                    .with(Products.class, Products.ofBytes(1, Channels.LAST).zeroPoint(5)),
            foreign("DynamicQuantizeMatMul")
                    .with(Products.class, Products.ofBytes(1, Channels.LAST).zeroPoint(3)),
            foreign("QAttention")
                    .with(Products.class, Products.ofBytes(1, Channels.LAST).zeroPoint(7)),
            foreign("QGemm").with(Products.class, Products.ofBytes(3, Channels.FIRST_IF_TRANSPOSED)),
            foreign("If").with(Branches.class, new Branches("then_branch", "else_branch")),
            foreign("RandomNormal").with(Float16Support.class, Float16Support.NEVER),
            foreign("RandomUniform").with(Float16Support.class, Float16Support.NEVER)));

    private ForeignOperators() {}

    private static Operator foreign(String name) {
        return Operator.opaque("", name);
    }
}
