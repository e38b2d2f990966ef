package org.xattnbmd.sdk;

import java.util.Arrays;
import java.util.List;

/**
 * The tensors of a model file: what goes in and what comes out, under which names and in which shapes. The one place that
 * says so; the trainer exports by it, the SDK checks files by it and runs them by it. All tensors are float32, whose number
 * in ONNX is {@value #ONNX_ELEMENT_TYPE}. Inputs are in the order below; outputs in any.
 */
public final class ModelContract {

    /** float32 in ONNX's {@code TensorProto.DataType}. */
    public static final int ONNX_ELEMENT_TYPE = 1;

    private static final List<Tensor> INPUTS =
            Arrays.stream(Tensor.values()).filter(Tensor::isInput).toList();

    private static final List<Tensor> OUTPUTS =
            Arrays.stream(Tensor.values()).filter(tensor -> !tensor.isInput()).toList();

    private ModelContract() {}

    /** What an axis counts. */
    public enum Axis {
        /** Subjects; the first axis of every tensor, of any size. */
        BATCH,
        /** One grey channel. */
        CHANNEL,
        /** Rows of the preprocessed picture, as the card says. */
        HEIGHT,
        /** Columns of the preprocessed picture, as the card says. */
        WIDTH,
        /** The card's clinical fields. */
        FIELD,
        /** Rows of the image's attention: the network's own. */
        ROW,
        /** Columns of the image's attention: the network's own. */
        COLUMN,
        /** Centre x, centre y, half width, half height, as fractions of the preprocessed picture. */
        BOX,
        /** The card's {@linkplain ModelCard#furtherTargets further targets}, in its order. */
        TARGET
    }

    /** One tensor. Names are stable. */
    public enum Tensor {
        /** The preprocessed picture in [0, 1], bone bright. */
        RADIOGRAPH("radiograph", true, true, 1, Axis.BATCH, Axis.CHANNEL, Axis.HEIGHT, Axis.WIDTH),
        /** Clinical values in the card's units, NaN where missing. */
        CLINICAL("clinical", true, true, 1, Axis.BATCH, Axis.FIELD),
        /** The femoral neck where the caller knows it, NaN where the network is to find it; only with {@link #NECK_BOX}. */
        GIVEN_NECK_BOX("given_neck_box", true, false, 1, Axis.BATCH, Axis.BOX),
        /** Estimated BMD in g/cm². */
        BMD("bmd", false, true, 1, Axis.BATCH),
        /** How much the image attended to each clinical field; sums to 1. */
        CLINICAL_ATTENTION("clinical_attention", false, true, 1, Axis.BATCH, Axis.FIELD),
        /** How much the clinical fields attended to each part of the picture; sums to 1. */
        IMAGE_ATTENTION("image_attention", false, true, 1, Axis.BATCH, Axis.ROW, Axis.COLUMN),
        /** The network's own measure of how uncertain its estimate is, in g/cm². */
        SPREAD("bmd_spread", false, true, 1, Axis.BATCH),
        /** How unlike the training radiographs this one is; the card has the limit. */
        OUTLIER_SCORE("outlier_score", false, true, 1, Axis.BATCH),
        /** Where the network looked at the femoral neck, if it has a localiser. */
        NECK_BOX("neck_box", false, false, 1, Axis.BATCH, Axis.BOX),
        /** Estimates of the card's further targets, each in its own unit; in every file whose card has some, and in no other. */
        FURTHER("further", false, false, 4, Axis.BATCH, Axis.TARGET),
        /** The network's own measure of how uncertain each of them is, in the same units; only with {@link #FURTHER}. */
        FURTHER_SPREAD("further_spread", false, false, 4, Axis.BATCH, Axis.TARGET);

        private final String tensorName;
        private final boolean input;
        private final boolean required;
        private final int sinceSchema;
        private final List<Axis> axes;

        Tensor(String tensorName, boolean input, boolean required, int sinceSchema, Axis... axes) {
            this.tensorName = tensorName;
            this.input = input;
            this.required = required;
            this.sinceSchema = sinceSchema;
            this.axes = List.of(axes);
        }

        /** The name in the file. */
        public String tensorName() {
            return tensorName;
        }

        /** Whether it goes in or comes out. */
        public boolean isInput() {
            return input;
        }

        /** Whether every model file has it. */
        public boolean isRequired() {
            return required;
        }

        /** The first schema of model cards ({@link ModelCard#SCHEMA_VERSION}) whose files may have it. */
        public int sinceSchema() {
            return sinceSchema;
        }

        /** What its axes count, the batch first. */
        public List<Axis> axes() {
            return axes;
        }

        /**
         * Its shape in a file with this card, -1 where the file is free: the batch, and the cells of the image's attention.
         */
        public long[] shape(ModelCard card) {
            return shape(
                    card.preprocessing(),
                    card.clinicalFields().size(),
                    card.furtherTargets().size());
        }

        /** As {@link #shape(ModelCard)}, before there is a card, for a model without further targets. */
        public long[] shape(Preprocessing preprocessing, int fields) {
            return shape(preprocessing, fields, 0);
        }

        /** As {@link #shape(ModelCard)}, before there is a card. */
        public long[] shape(Preprocessing preprocessing, int fields, int furtherTargets) {
            return axes.stream()
                    .mapToLong(axis -> switch (axis) {
                        case BATCH, ROW, COLUMN -> -1;
                        case CHANNEL -> 1;
                        case HEIGHT -> preprocessing.height();
                        case WIDTH -> preprocessing.width();
                        case FIELD -> fields;
                        case BOX -> 4;
                        case TARGET -> furtherTargets;
                    })
                    .toArray();
        }
    }

    /** The inputs, in order. */
    public static List<Tensor> inputs() {
        return INPUTS;
    }

    /** The outputs, in the order in which the trainer exports them. */
    public static List<Tensor> outputs() {
        return OUTPUTS;
    }

    /**
     * The neck finder that files with preprocessing of version 2 carry: a whole ONNX file of its own, as base64 in the
     * metadata, so that it is signed, pinned and copied with the model. All tensors are float32, batch first.
     */
    public static final class Finder {

        /** Key of a finder's own metadata: how it is used, as {@link Preprocessing.Search#toJson} has it. */
        public static final String SEARCH_KEY = "bmd.search";

        /** Key of a model's metadata under which its finder is. */
        public static final String METADATA_KEY = "bmd.neck_finder";

        /** Input {@code [N, 1, side, side]}: what the finder looks at, in [0, 1], bone bright, the hip asked for like a left one. */
        public static final String OVERVIEW = "overview";

        /** Output {@code [N, 4]}: the femoral neck's centre x, centre y, half width, half height, as fractions of the overview. */
        public static final String NECK_BOX = "neck_box";

        /** Output {@code [N]} in [0, 1]: whether the neck asked for is there. */
        public static final String NECK_CONFIDENCE = "neck_confidence";

        /** Output {@code [N]} in [0, 1]: whether the neck of the other side is there. */
        public static final String OTHER_SIDE_CONFIDENCE = "other_side_confidence";

        /** Output {@code [N]} in [0, 1]: whether there is an implant in the hip asked for. */
        public static final String IMPLANT_CONFIDENCE = "implant_confidence";

        /** The three confidences, in the order in which the trainer exports them after the box. */
        public static final List<String> CONFIDENCES =
                List.of(NECK_CONFIDENCE, OTHER_SIDE_CONFIDENCE, IMPLANT_CONFIDENCE);

        private Finder() {}
    }
}
