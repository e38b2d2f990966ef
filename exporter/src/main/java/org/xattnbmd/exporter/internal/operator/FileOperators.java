package org.xattnbmd.exporter.internal.operator;

import static org.xattnbmd.exporter.internal.graph.Signature.since;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.elementwise;

import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;

/** The part of the catalogue that is met in files alone: attention and what goes with it, and activations of newer opsets. */
final class FileOperators {

    // Attention
    static final Operator ATTENTION = Operator.standard(
                    "Attention",
                    since(23)
                            .inputs(3, 7)
                            .outputs(1, 4)
                            .attributes("is_causal:int kv_num_heads:int left_window_size:int q_num_heads:int"
                                    + " qk_matmul_output_mode:int right_window_size:int scale:float softcap:float"
                                    + " softmax_precision:int"),
                    (node, output) -> node.type(output == 2 ? 2 : 0),
                    AttentionRules::attention)
            .with(Cost.class, AttentionRules::macs);
    static final Operator ROTARY_EMBEDDING = elementwise(
            "RotaryEmbedding",
            since(23).inputs(3, 4).attributes("interleaved:int num_heads:int rotary_embedding_dim:int"));
    static final Operator TENSOR_SCATTER =
            elementwise("TensorScatter", since(24).inputs(2, 3).attributes("axis:int mode:string"));

    // Normalisation
    static final Operator RMS_NORMALIZATION = Operator.standard(
            "RMSNormalization",
            since(23).inputs(2).attributes("axis:int epsilon:float stash_type:int"),
            TypeRules.of(1),
            ElementwiseRules::same);
    static final Operator GROUP_NORMALIZATION = elementwise(
            "GroupNormalization", since(18).inputs(3).attributes("epsilon:float num_groups:int stash_type:int"));
    static final Operator INSTANCE_NORMALIZATION =
            elementwise("InstanceNormalization", since(6).inputs(3).attributes("epsilon:float"));
    static final Operator LP_NORMALIZATION = elementwise("LpNormalization", since(1).attributes("axis:int p:int"));

    // Elementwise functions
    static final Operator SWISH = elementwise("Swish", since(24).attributes("alpha:float"));
    static final Operator GELU = elementwise("Gelu", since(20).attributes("approximate:string"));
    static final Operator MISH = elementwise("Mish", since(18));
    static final Operator HARD_SWISH = elementwise("HardSwish", since(14));
    static final Operator HARD_SIGMOID = elementwise("HardSigmoid", since(6).attributes("alpha:float beta:float"));
    static final Operator THRESHOLDED_RELU =
            elementwise("ThresholdedRelu", since(10).attributes("alpha:float"));
    static final Operator CELU = elementwise("Celu", since(12).attributes("alpha:float"));
    static final Operator CUM_PROD =
            elementwise("CumProd", since(26).inputs(2).attributes("exclusive:int reverse:int"));

    /** Between types of one size, so that the shape stays. */
    static final Operator BIT_CAST = Operator.standard(
                    "BitCast", since(26).attributes("to:int"), TypeRules.CAST, ElementwiseRules::same)
            .with(Float16Support.class, Float16Support.NEVER);

    static final Operator SIZE =
            Operator.standard("Size", since(1), TypeRules.always(ElementType.INT64), t -> t.out(java.util.List.of()));

    private FileOperators() {}
}
