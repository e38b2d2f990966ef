package org.xattnbmd.exporter.internal.operator;

import static org.xattnbmd.exporter.internal.graph.Signature.MANY;
import static org.xattnbmd.exporter.internal.graph.Signature.since;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.arithmetic;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.comparison;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.elementwise;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.logic;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.moving;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.position;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.recurrent;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.reduction;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.test;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.unary;
import static org.xattnbmd.exporter.internal.operator.OperatorForms.variadic;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xattnbmd.exporter.internal.graph.ElementType;
import org.xattnbmd.exporter.internal.graph.Operator;
import org.xattnbmd.exporter.internal.operator.Products.Channels;

/**
 * The catalogue: the ONNX operators that this library knows, in the forms they have in opsets 13 to 26, each with all that is
 * known of it. Adding one is adding a constant: here if this library writes or rewrites it, to {@link FileOperators} if it is
 * met in files alone.
 */
public final class Operators {

    /** The opsets whose operators the catalogue describes. */
    public static final int OLDEST_OPSET = 13;

    public static final int NEWEST_OPSET = 26;

    /** Attributes that convolutions and pools share. */
    private static final String WINDOW = "auto_pad:string kernel_shape:ints pads:ints strides:ints";

    // Arithmetic
    public static final Operator ADD = arithmetic("Add")
            .with(NoOp.class, NoOps.neutral(0))
            .with(VectorRule.class, VectorRules::add)
            .with(Quantization.class, Quantization.JOINS_ALL_INPUTS);
    public static final Operator SUB =
            arithmetic("Sub").with(NoOp.class, NoOps.neutral(0)).with(VectorRule.class, VectorRules::sub);
    public static final Operator MUL =
            arithmetic("Mul").with(NoOp.class, NoOps.neutral(1)).with(VectorRule.class, VectorRules::mul);
    public static final Operator DIV =
            arithmetic("Div").with(NoOp.class, NoOps.neutral(1)).with(VectorRule.class, VectorRules::div);
    public static final Operator POW =
            Operator.standard("Pow", since(1).inputs(2), TypeRules.FIRST, ElementwiseRules::broadcast);
    public static final Operator MOD = Operator.standard(
            "Mod", since(13).inputs(2).attributes("fmod:int"), TypeRules.common(0, 1), ElementwiseRules::broadcast);
    public static final Operator MIN = variadic("Min");
    public static final Operator MAX = variadic("Max");
    public static final Operator MATMUL = Operator.standard(
                    "MatMul", since(1).inputs(2), TypeRules.common(0, 1), NeuralRules::matMul)
            .with(Cost.class, Costs::product)
            .with(Products.class, Products.ofFloats(Channels.LAST))
            .with(Quantization.class, Quantization.LAYER_TO_FLOAT)
            .with(DynamicQuantization.class, DynamicQuantization.MATRIX_PRODUCT);
    public static final Operator GEMM = Operator.standard(
                    "Gemm",
                    since(13).inputs(2, 3).attributes("alpha:float beta:float transA:int transB:int"),
                    TypeRules.common(0, 1),
                    NeuralRules::gemm)
            .with(Cost.class, Costs::gemm)
            .with(Products.class, Products.ofFloats(Channels.FIRST_IF_TRANSPOSED))
            .with(Quantization.class, Quantization.LAYER_TO_FLOAT)
            .with(DynamicQuantization.class, DynamicQuantization.MATRIX_PRODUCT);

    // Elementwise functions
    public static final Operator ABS = unary("Abs");
    public static final Operator NEG = unary("Neg");
    public static final Operator SIGN = unary("Sign");
    public static final Operator SQRT = unary("Sqrt");
    public static final Operator EXP = unary("Exp");
    public static final Operator LOG = unary("Log");
    public static final Operator FLOOR = unary("Floor");
    public static final Operator CEIL = unary("Ceil");
    public static final Operator ROUND = unary("Round");
    public static final Operator RECIPROCAL = unary("Reciprocal");
    public static final Operator SIN = unary("Sin");
    public static final Operator COS = unary("Cos");
    public static final Operator TAN = unary("Tan");
    public static final Operator ASIN = unary("Asin");
    public static final Operator ACOS = unary("Acos");
    public static final Operator ATAN = unary("Atan");
    public static final Operator SINH = unary("Sinh");
    public static final Operator COSH = unary("Cosh");
    public static final Operator ASINH = elementwise("Asinh", since(9));
    public static final Operator ACOSH = elementwise("Acosh", since(9));
    public static final Operator ATANH = elementwise("Atanh", since(9));
    public static final Operator TANH = unary("Tanh");
    public static final Operator ERF = unary("Erf");
    public static final Operator CLIP = elementwise("Clip", since(13).inputs(1, 3));
    public static final Operator CAST = Operator.standard(
                    "Cast",
                    since(13).attributes("to:int saturate:int round_mode:string"),
                    TypeRules.CAST,
                    ElementwiseRules::same)
            .with(NoOp.class, NoOps::cast)
            .with(VectorRule.class, VectorRules::same)
            .with(Float16Support.class, Float16Support.NEVER);
    public static final Operator IDENTITY = unary("Identity")
            .with(NoOp.class, node -> true)
            .with(Moves.class, Moves.PICKS)
            .with(VectorRule.class, VectorRules::same);
    public static final Operator DROPOUT = elementwise(
                    "Dropout", since(13).inputs(1, 3).outputs(1, 2).attributes("seed:int"))
            .with(NoOp.class, NoOps::dropout);

    // Activations
    public static final Operator RELU = unary("Relu").with(Quantization.class, Quantization.ACTIVATION);
    public static final Operator SIGMOID = unary("Sigmoid");
    public static final Operator SOFTPLUS = unary("Softplus");
    public static final Operator SOFTSIGN = unary("Softsign");
    public static final Operator LEAKY_RELU = elementwise("LeakyRelu", since(6).attributes("alpha:float"));
    public static final Operator ELU = elementwise("Elu", since(6).attributes("alpha:float"));
    public static final Operator SELU = elementwise("Selu", since(6).attributes("alpha:float gamma:float"));
    public static final Operator PRELU =
            Operator.standard("PRelu", since(9).inputs(2), TypeRules.common(0, 1), ElementwiseRules::same);
    public static final Operator SOFTMAX = elementwise("Softmax", since(13).attributes("axis:int"))
            .with(Quantization.class, Quantization.JOINS_AS_SHARES);
    public static final Operator LOG_SOFTMAX =
            elementwise("LogSoftmax", since(13).attributes("axis:int"));

    // Logic
    public static final Operator EQUAL = comparison("Equal", 1);
    public static final Operator GREATER = comparison("Greater", 1);
    public static final Operator GREATER_OR_EQUAL = comparison("GreaterOrEqual", 12);
    public static final Operator LESS = comparison("Less", 1);
    public static final Operator LESS_OR_EQUAL = comparison("LessOrEqual", 12);
    public static final Operator AND = logic("And");
    public static final Operator OR = logic("Or");
    public static final Operator XOR = logic("Xor");
    public static final Operator NOT = unary("Not");
    public static final Operator IS_NAN = test("IsNaN", since(13));
    public static final Operator IS_INF =
            test("IsInf", since(10).attributes("detect_negative:int detect_positive:int"));
    public static final Operator WHERE =
            Operator.standard("Where", since(9).inputs(3), TypeRules.common(1, 2), ElementwiseRules::where);

    // Reductions
    public static final Operator REDUCE_SUM = reduction("ReduceSum", 13);
    public static final Operator REDUCE_MEAN = reduction("ReduceMean", 18);
    public static final Operator REDUCE_MAX = reduction("ReduceMax", 18);
    public static final Operator REDUCE_MIN = reduction("ReduceMin", 18);
    public static final Operator REDUCE_PROD = reduction("ReduceProd", 18);
    public static final Operator REDUCE_L1 = reduction("ReduceL1", 18);
    public static final Operator REDUCE_L2 = reduction("ReduceL2", 18);
    public static final Operator ARG_MAX = position("ArgMax");
    public static final Operator ARG_MIN = position("ArgMin");
    public static final Operator CUM_SUM = elementwise(
                    "CumSum", since(11).inputs(2).attributes("exclusive:int reverse:int"))
            .with(Float16Support.class, new Float16Support(14));
    public static final Operator TOP_K = Operator.standard(
            "TopK",
            since(11).inputs(2).outputs(2, 2).attributes("axis:int largest:int sorted:int"),
            TypeRules.TOP_K,
            SelectionRules::topK);

    // Shape
    public static final Operator SHAPE = Operator.standard(
                    "Shape",
                    since(13).attributes("start:int end:int"),
                    TypeRules.always(ElementType.INT64),
                    ShapeRules::shape)
            .with(VectorRule.class, VectorRules::shape);
    public static final Operator RESHAPE = moving(
                    "Reshape", since(13).inputs(2).attributes("allowzero:int"), ShapeRules::reshape)
            .with(NoOp.class, NoOps::sameShape)
            .with(Moves.class, Moves.REGROUPS);
    public static final Operator FLATTEN = moving("Flatten", since(13).attributes("axis:int"), ShapeRules::flatten)
            .with(Moves.class, Moves.REGROUPS);
    public static final Operator TRANSPOSE = moving(
                    "Transpose", since(13).attributes("perm:ints"), ShapeRules::transpose)
            .with(NoOp.class, NoOps::transpose)
            .with(Moves.class, Moves.PICKS);
    public static final Operator SQUEEZE = moving("Squeeze", since(13).inputs(1, 2), ShapeRules::squeeze)
            .with(Moves.class, Moves.REGROUPS)
            .with(VectorRule.class, VectorRules::same);
    public static final Operator UNSQUEEZE = moving("Unsqueeze", since(13).inputs(2), ShapeRules::unsqueeze)
            .with(Moves.class, Moves.REGROUPS)
            .with(VectorRule.class, VectorRules::same);
    public static final Operator EXPAND =
            moving("Expand", since(13).inputs(2), ShapeRules::expand).with(NoOp.class, NoOps::sameShape);
    public static final Operator TILE = moving("Tile", since(13).inputs(2), ShapeRules::tile);
    public static final Operator CONCAT = moving(
                    "Concat", since(13).inputs(1, MANY).attributes("axis:int"), ShapeRules::concat)
            .with(NoOp.class, NoOps::concat)
            .with(VectorRule.class, VectorRules::concat)
            .with(Quantization.class, Quantization.COPIES_ALL_INPUTS);
    public static final Operator CONSTANT_OF_SHAPE = Operator.standard(
                    "ConstantOfShape",
                    since(9).attributes("value:tensor"),
                    TypeRules.CONSTANT_OF_SHAPE,
                    ShapeRules::constantOfShape)
            .with(Float16Support.class, Float16Support.NEVER);
    public static final Operator TRILU =
            moving("Trilu", since(14).inputs(1, 2).attributes("upper:int"), ElementwiseRules::same);
    public static final Operator SPLIT = Operator.standard(
            "Split",
            since(13).inputs(1, 2).outputs(1, MANY).attributes("axis:int num_outputs:int"),
            TypeRules.EACH_AS_FIRST,
            ShapeRules::split);
    public static final Operator PAD = moving("Pad", since(13).inputs(2, 4).attributes("mode:string"), ShapeRules::pad)
            .with(NoOp.class, NoOps::pad);

    // Selection
    public static final Operator SLICE =
            moving("Slice", since(13).inputs(3, 5), SelectionRules::slice).with(Moves.class, Moves.PICKS);
    public static final Operator GATHER = moving(
                    "Gather", since(13).inputs(2).attributes("axis:int"), SelectionRules::gather)
            .with(VectorRule.class, VectorRules::gather);
    public static final Operator GATHER_ELEMENTS =
            moving("GatherElements", since(13).inputs(2).attributes("axis:int"), t -> t.out(t.dims(1)));
    public static final Operator GATHER_ND =
            moving("GatherND", since(13).inputs(2).attributes("batch_dims:int"), SelectionRules::gatherNd);
    public static final Operator SCATTER_ELEMENTS = Operator.standard(
            "ScatterElements",
            since(13).inputs(3).attributes("axis:int reduction:string"),
            TypeRules.common(0, 2),
            ElementwiseRules::same);
    public static final Operator SCATTER_ND = Operator.standard(
            "ScatterND",
            since(13).inputs(3).attributes("reduction:string"),
            TypeRules.common(0, 2),
            ElementwiseRules::same);
    public static final Operator RANGE = Operator.standard(
                    "Range", since(11).inputs(3), TypeRules.common(0, 1), SelectionRules::range)
            .with(Float16Support.class, Float16Support.NEVER);
    public static final Operator ONE_HOT = Operator.standard(
            "OneHot", since(11).inputs(3).attributes("axis:int"), TypeRules.of(2), SelectionRules::oneHot);

    // Neural
    public static final Operator CONV = Operator.standard(
                    "Conv",
                    since(11).inputs(2, 3).attributes(WINDOW + " dilations:ints group:int"),
                    TypeRules.common(0, 1),
                    NeuralRules::conv)
            .with(Cost.class, Costs::convolution)
            .with(Products.class, Products.ofFloats(Channels.FIRST))
            .with(Quantization.class, Quantization.LAYER)
            .with(DynamicQuantization.class, DynamicQuantization.CONVOLUTION);
    public static final Operator CONV_TRANSPOSE = Operator.standard(
                    "ConvTranspose",
                    since(11)
                            .inputs(2, 3)
                            .attributes(WINDOW + " dilations:ints group:int output_padding:ints output_shape:ints"),
                    TypeRules.common(0, 1),
                    NeuralRules::convTranspose)
            .with(Cost.class, Costs::transposedConvolution);
    public static final Operator MAX_POOL = moving(
                    "MaxPool",
                    since(12).outputs(1, 2).attributes(WINDOW + " ceil_mode:int dilations:ints storage_order:int"),
                    NeuralRules::pool)
            .with(Moves.class, Moves.PICKS)
            .with(Quantization.class, Quantization.COPIES);
    public static final Operator AVERAGE_POOL = moving(
                    "AveragePool",
                    since(11).attributes(WINDOW + " ceil_mode:int count_include_pad:int dilations:ints"),
                    NeuralRules::pool)
            .with(Quantization.class, Quantization.JOINS);
    public static final Operator GLOBAL_AVERAGE_POOL =
            moving("GlobalAveragePool", since(1), NeuralRules::global).with(Quantization.class, Quantization.JOINS);
    public static final Operator GLOBAL_MAX_POOL = moving("GlobalMaxPool", since(1), NeuralRules::global);
    public static final Operator BATCH_NORMALIZATION = elementwise(
            "BatchNormalization",
            since(9).inputs(5).outputs(1, 5).attributes("epsilon:float momentum:float training_mode:int"));
    public static final Operator LAYER_NORMALIZATION = elementwise(
            "LayerNormalization",
            since(17).inputs(2, 3).outputs(1, 3).attributes("axis:int epsilon:float stash_type:int"));
    public static final Operator RESIZE = moving(
                    "Resize",
                    since(13)
                            .inputs(1, 4)
                            .attributes("antialias:int axes:ints coordinate_transformation_mode:string"
                                    + " cubic_coeff_a:float exclude_outside:int extrapolation_value:float"
                                    + " keep_aspect_ratio_policy:string mode:string nearest_mode:string"),
                    NeuralRules::resize)
            .with(Float16Support.class, Float16Support.NEVER)
            .with(Quantization.class, Quantization.COPIES);
    public static final Operator RNN = recurrent("RNN", since(7).inputs(3, 6).outputs(0, 2));
    public static final Operator GRU =
            recurrent("GRU", since(7).inputs(3, 6).outputs(0, 2).attributes("linear_before_reset:int"));
    public static final Operator LSTM = recurrent(
                    "LSTM", since(7).inputs(3, 8).outputs(0, 3).attributes("input_forget:int"))
            .with(DynamicQuantization.class, DynamicQuantization.RECURRENT);

    // Quantisation
    public static final Operator QUANTIZE_LINEAR = Operator.standard(
                    "QuantizeLinear",
                    since(13)
                            .inputs(2, 3)
                            .attributes("axis:int block_size:int output_dtype:int precision:int saturate:int"),
                    TypeRules.QUANTIZED,
                    ElementwiseRules::same)
            .with(Float16Support.class, Float16Support.NEVER);
    public static final Operator DEQUANTIZE_LINEAR = Operator.standard(
                    "DequantizeLinear",
                    since(13).inputs(2, 3).attributes("axis:int block_size:int output_dtype:int"),
                    TypeRules.DEQUANTIZED,
                    ElementwiseRules::same)
            .with(Float16Support.class, Float16Support.NEVER);

    public static final Operator DYNAMIC_QUANTIZE_LINEAR = Operator.standard(
                    "DynamicQuantizeLinear",
                    since(11).outputs(3, 3),
                    TypeRules.DYNAMICALLY_QUANTIZED,
                    ElementwiseRules::dynamicallyQuantized)
            .with(Float16Support.class, Float16Support.NEVER);
    public static final Operator MAT_MUL_INTEGER = Operator.standard(
                    "MatMulInteger", since(10).inputs(2, 4), TypeRules.always(ElementType.INT32), NeuralRules::matMul)
            .with(Cost.class, Costs::product)
            .with(Products.class, Products.ofBytes(1, Channels.LAST).zeroPoint(3));
    public static final Operator CONV_INTEGER = Operator.standard(
                    "ConvInteger",
                    since(10).inputs(2, 4).attributes(WINDOW + " dilations:ints group:int"),
                    TypeRules.always(ElementType.INT32),
                    NeuralRules::conv)
            .with(Cost.class, Costs::convolution)
            .with(Products.class, Products.ofBytes(1, Channels.FIRST));

    private static final Map<String, Operator> KNOWN =
            byName(Stream.concat(constants(Operators.class), constants(FileOperators.class)));

    private Operators() {}

    static Map<String, Operator> byName(Stream<Operator> operators) {
        return operators.collect(Collectors.toUnmodifiableMap(Operator::name, Function.identity()));
    }

    private static Stream<Operator> constants(Class<?> catalogue) {
        List<Operator> all = new ArrayList<>();
        for (Field field : catalogue.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Operator.class) {
                try {
                    all.add((Operator) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return all.stream();
    }

    /** All operators that this library knows. */
    public static Collection<Operator> all() {
        return KNOWN.values();
    }

    /** The operator of a node in a file; an opaque one where this library knows none. */
    public static Operator lookup(String domain, String name) {
        Operator known = isStandard(domain) ? KNOWN.get(name) : null;
        return known != null ? known : opaque(domain, name);
    }

    /**
     * An operator whose nodes may be anything, such as an older form of a known one. It has the traits that are known of
     * its name.
     */
    public static Operator opaque(String domain, String name) {
        String own = isStandard(domain) ? "" : domain;
        Operator known = isStandard(domain) ? KNOWN.get(name) : null;
        Operator like = known != null ? known : ForeignOperators.BY_NAME.get(name);
        return like != null ? like.asOpaque(own) : Operator.opaque(own, name);
    }

    /** Whether the catalogue says of an opset's operators what their nodes look like. */
    public static boolean describe(int opset) {
        return opset >= OLDEST_OPSET && opset <= NEWEST_OPSET;
    }

    private static boolean isStandard(String domain) {
        return domain.isEmpty() || domain.equals("ai.onnx");
    }
}
