package org.xattnbmd.exporter.internal.graph;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;

/** The ONNX operators that this library writes or rewrites, in the form they have in opsets 13 to 21. */
public final class Operators {

    // Arithmetic
    public static final Operator ADD = binary("Add");
    public static final Operator SUB = binary("Sub");
    public static final Operator MUL = binary("Mul");
    public static final Operator DIV = binary("Div");
    public static final Operator POW = binary("Pow");
    public static final Operator MOD = Operator.of("Mod", 13, 2, 2, "fmod:int");
    public static final Operator MIN = Operator.of("Min", 13, 1, Operator.MANY, "");
    public static final Operator MAX = Operator.of("Max", 13, 1, Operator.MANY, "");
    public static final Operator MATMUL = binary("MatMul");
    public static final Operator GEMM = Operator.of("Gemm", 13, 2, 3, "alpha:float beta:float transA:int transB:int");

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
    public static final Operator TANH = unary("Tanh");
    public static final Operator ERF = unary("Erf");
    public static final Operator CLIP = Operator.of("Clip", 13, 1, 3, "");
    public static final Operator CAST = Operator.of("Cast", 13, 1, 1, "to:int saturate:int");
    public static final Operator IDENTITY = unary("Identity");
    public static final Operator DROPOUT = Operator.of("Dropout", 13, 1, 3, 1, 2, "seed:int");

    // Activations
    public static final Operator RELU = unary("Relu");
    public static final Operator SIGMOID = unary("Sigmoid");
    public static final Operator SOFTPLUS = unary("Softplus");
    public static final Operator SOFTSIGN = unary("Softsign");
    public static final Operator LEAKY_RELU = Operator.of("LeakyRelu", 6, 1, 1, "alpha:float");
    public static final Operator ELU = Operator.of("Elu", 6, 1, 1, "alpha:float");
    public static final Operator SELU = Operator.of("Selu", 6, 1, 1, "alpha:float gamma:float");
    public static final Operator PRELU = Operator.of("PRelu", 9, 2, 2, "");
    public static final Operator SOFTMAX = Operator.of("Softmax", 13, 1, 1, "axis:int");
    public static final Operator LOG_SOFTMAX = Operator.of("LogSoftmax", 13, 1, 1, "axis:int");

    // Logic
    public static final Operator EQUAL = binary("Equal");
    public static final Operator GREATER = binary("Greater");
    public static final Operator GREATER_OR_EQUAL = Operator.of("GreaterOrEqual", 12, 2, 2, "");
    public static final Operator LESS = binary("Less");
    public static final Operator LESS_OR_EQUAL = Operator.of("LessOrEqual", 12, 2, 2, "");
    public static final Operator AND = Operator.of("And", 7, 2, 2, "");
    public static final Operator OR = Operator.of("Or", 7, 2, 2, "");
    public static final Operator XOR = Operator.of("Xor", 7, 2, 2, "");
    public static final Operator NOT = Operator.of("Not", 1, 1, 1, "");
    public static final Operator IS_NAN = Operator.of("IsNaN", 13, 1, 1, "");
    public static final Operator IS_INF = Operator.of("IsInf", 10, 1, 1, "detect_negative:int detect_positive:int");
    public static final Operator WHERE = Operator.of("Where", 9, 3, 3, "");

    // Reductions. Axes are an input from opset 13 (ReduceSum) or 18 (the others), an attribute before.
    public static final Operator REDUCE_SUM = reduction("ReduceSum");
    public static final Operator REDUCE_MEAN = reduction("ReduceMean");
    public static final Operator REDUCE_MAX = reduction("ReduceMax");
    public static final Operator REDUCE_MIN = reduction("ReduceMin");
    public static final Operator REDUCE_PROD = reduction("ReduceProd");
    public static final Operator REDUCE_L1 = reduction("ReduceL1");
    public static final Operator REDUCE_L2 = reduction("ReduceL2");
    public static final Operator ARG_MAX =
            Operator.of("ArgMax", 13, 1, 1, "axis:int keepdims:int select_last_index:int");
    public static final Operator ARG_MIN =
            Operator.of("ArgMin", 13, 1, 1, "axis:int keepdims:int select_last_index:int");
    public static final Operator CUM_SUM = Operator.of("CumSum", 11, 2, 2, "exclusive:int reverse:int");
    public static final Operator TOP_K = Operator.of("TopK", 11, 2, 2, 2, 2, "axis:int largest:int sorted:int");

    // Shape
    public static final Operator SHAPE = Operator.of("Shape", 13, 1, 1, "start:int end:int");
    public static final Operator RESHAPE = Operator.of("Reshape", 13, 2, 2, "allowzero:int");
    public static final Operator FLATTEN = Operator.of("Flatten", 13, 1, 1, "axis:int");
    public static final Operator TRANSPOSE = Operator.of("Transpose", 13, 1, 1, "perm:ints");
    public static final Operator SQUEEZE = Operator.of("Squeeze", 13, 1, 2, "");
    public static final Operator UNSQUEEZE = Operator.of("Unsqueeze", 13, 2, 2, "");
    public static final Operator EXPAND = Operator.of("Expand", 13, 2, 2, "");
    public static final Operator TILE = Operator.of("Tile", 13, 2, 2, "");
    public static final Operator CONCAT = Operator.of("Concat", 13, 1, Operator.MANY, "axis:int");
    public static final Operator SPLIT = Operator.of("Split", 13, 1, 2, 1, Operator.MANY, "axis:int num_outputs:int");
    public static final Operator PAD = Operator.of("Pad", 13, 2, 4, "mode:string");

    // Selection
    public static final Operator SLICE = Operator.of("Slice", 13, 3, 5, "");
    public static final Operator GATHER = Operator.of("Gather", 13, 2, 2, "axis:int");
    public static final Operator GATHER_ELEMENTS = Operator.of("GatherElements", 13, 2, 2, "axis:int");
    public static final Operator GATHER_ND = Operator.of("GatherND", 13, 2, 2, "batch_dims:int");
    public static final Operator SCATTER_ELEMENTS =
            Operator.of("ScatterElements", 13, 3, 3, "axis:int reduction:string");
    public static final Operator SCATTER_ND = Operator.of("ScatterND", 13, 3, 3, "reduction:string");
    public static final Operator ONE_HOT = Operator.of("OneHot", 11, 3, 3, "axis:int");

    // Neural
    public static final Operator CONV = Operator.of(
            "Conv", 11, 2, 3, "auto_pad:string dilations:ints group:int kernel_shape:ints pads:ints strides:ints");
    public static final Operator MAX_POOL = Operator.of(
            "MaxPool",
            12,
            1,
            1,
            1,
            2,
            "auto_pad:string ceil_mode:int dilations:ints kernel_shape:ints pads:ints storage_order:int strides:ints");
    public static final Operator AVERAGE_POOL = Operator.of(
            "AveragePool",
            11,
            1,
            1,
            "auto_pad:string ceil_mode:int count_include_pad:int dilations:ints kernel_shape:ints pads:ints strides:ints");
    public static final Operator GLOBAL_AVERAGE_POOL = Operator.of("GlobalAveragePool", 1, 1, 1, "");
    public static final Operator GLOBAL_MAX_POOL = Operator.of("GlobalMaxPool", 1, 1, 1, "");
    public static final Operator BATCH_NORMALIZATION =
            Operator.of("BatchNormalization", 9, 5, 5, 1, 5, "epsilon:float momentum:float training_mode:int");
    public static final Operator LAYER_NORMALIZATION =
            Operator.of("LayerNormalization", 17, 2, 3, 1, 3, "axis:int epsilon:float stash_type:int");
    public static final Operator RESIZE = Operator.of(
            "Resize",
            13,
            1,
            4,
            "antialias:int axes:ints coordinate_transformation_mode:string cubic_coeff_a:float"
                    + " exclude_outside:int extrapolation_value:float keep_aspect_ratio_policy:string"
                    + " mode:string nearest_mode:string");
    public static final Operator RNN = recurrent("RNN", 2, "");
    public static final Operator GRU = recurrent("GRU", 2, "linear_before_reset:int");
    public static final Operator LSTM = recurrent("LSTM", 3, "input_forget:int");

    // Quantisation
    public static final Operator QUANTIZE_LINEAR =
            Operator.of("QuantizeLinear", 13, 2, 3, "axis:int block_size:int output_dtype:int saturate:int");
    public static final Operator DEQUANTIZE_LINEAR =
            Operator.of("DequantizeLinear", 13, 2, 3, "axis:int block_size:int");

    private static final Map<String, Operator> BY_NAME = collect();

    private Operators() {}

    private static Operator unary(String name) {
        return Operator.of(name, 1, 1, 1, "");
    }

    private static Operator binary(String name) {
        return Operator.of(name, 1, 2, 2, "");
    }

    private static Operator reduction(String name) {
        return Operator.of(name, 11, 1, 2, "axes:ints keepdims:int noop_with_empty_axes:int");
    }

    private static Operator recurrent(String name, int outputs, String extra) {
        return Operator.of(
                name,
                7,
                3,
                name.equals("LSTM") ? 8 : 6,
                0,
                outputs,
                "activation_alpha:floats activation_beta:floats activations:strings clip:float direction:string"
                        + " hidden_size:int layout:int " + extra);
    }

    private static Map<String, Operator> collect() {
        Map<String, Operator> all = new HashMap<>();
        for (Field field : Operators.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Operator.class) {
                try {
                    Operator op = (Operator) field.get(null);
                    all.put(op.name(), op);
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return Map.copyOf(all);
    }

    /** The operator of a node in a file; one that accepts anything where this library knows none. */
    public static Operator lookup(String domain, String name) {
        boolean standard = domain.isEmpty() || domain.equals("ai.onnx");
        Operator known = standard ? BY_NAME.get(name) : null;
        return known != null ? known : Operator.opaque(standard ? "" : domain, name);
    }

    /** An operator that is known by name only. */
    public static Operator opaque(String domain, String name) {
        return Operator.opaque(domain, name);
    }
}
