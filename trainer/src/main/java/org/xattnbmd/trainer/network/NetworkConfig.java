package org.xattnbmd.trainer.network;

import java.util.List;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * The shape of an XAttn-BMD network.
 *
 * @param backbone image encoder
 * @param baseWidth channels of the first stage; 64 is the published ResNet
 * @param outputStride input pixels per image token and axis: 32 as published, 16 keeps the last stage's resolution
 * @param imageHeight rows of the preprocessed picture
 * @param imageWidth columns of the preprocessed picture
 * @param cropSize side of the neck crop that the localiser cuts out of it, or 0: no localiser, the whole picture
 * @param tokenSize length of every token
 * @param heads attention heads; must divide tokenSize
 * @param layers cross-attention layers
 * @param dropout dropout in attention, feed-forward and regressor
 * @param fusion how the two encoders meet
 * @param fields the clinical columns, in the order of the clinical input
 * @param sizeRange how far the neck's box may be from the training set's mean box: by a factor of exp(±sizeRange); 0, as
 *     records of older runs have it, stands for {@link #USUAL_SIZE_RANGE}
 */
public record NetworkConfig(
        Backbone backbone,
        int baseWidth,
        int outputStride,
        int imageHeight,
        int imageWidth,
        int cropSize,
        int tokenSize,
        int heads,
        int layers,
        double dropout,
        FusionStrategy fusion,
        List<FieldEncoding> fields,
        double sizeRange) {

    /** Enough for one kind of picture: a hip's boxes differ by a few per cent, and augmentation adds a tenth. */
    public static final double USUAL_SIZE_RANGE = 0.5;

    /** For hips and whole pelves together, whose boxes differ by a factor of two and more. */
    public static final double WIDE_SIZE_RANGE = 1.0;

    public NetworkConfig {
        fields = List.copyOf(fields);
        sizeRange = sizeRange == 0 ? USUAL_SIZE_RANGE : sizeRange;
        RefusedValueException.require(
                sizeRange > 0 && sizeRange <= 2, "sizeRange must be above 0 and at most 2, received " + sizeRange);
        RefusedValueException.require(backbone != null && fusion != null, "backbone and fusion must be known");
        RefusedValueException.require(baseWidth >= 4, "baseWidth must be at least 4, received " + baseWidth);
        RefusedValueException.require(
                outputStride == 16 || outputStride == 32, "outputStride must be 16 or 32, received " + outputStride);
        RefusedValueException.require(
                cropSize == 0
                        || cropSize % outputStride == 0
                                && cropSize > 0
                                && imageHeight % 64 == 0
                                && imageWidth % 64 == 0,
                "with a localiser, the crop size must be a multiple of " + outputStride
                        + " and the image size of 64, received " + cropSize + " and " + imageWidth + "x"
                        + imageHeight);
        RefusedValueException.require(
                imageHeight % outputStride == 0 && imageWidth % outputStride == 0 && imageHeight > 0 && imageWidth > 0,
                "the image size must be a multiple of " + outputStride + ", received " + imageWidth + "x"
                        + imageHeight);
        RefusedValueException.require(
                heads > 0 && tokenSize % heads == 0, "heads must divide tokenSize " + tokenSize + ": " + heads);
        RefusedValueException.require(layers > 0, "at least one layer, received " + layers);
        RefusedValueException.require(dropout >= 0 && dropout < 1, "dropout must be in [0, 1), received " + dropout);
        RefusedValueException.require(!fields.isEmpty(), "at least one clinical field");
    }

    /** A network whose boxes have the usual range of sizes. */
    public NetworkConfig(
            Backbone backbone,
            int baseWidth,
            int outputStride,
            int imageHeight,
            int imageWidth,
            int cropSize,
            int tokenSize,
            int heads,
            int layers,
            double dropout,
            FusionStrategy fusion,
            List<FieldEncoding> fields) {
        this(
                backbone,
                baseWidth,
                outputStride,
                imageHeight,
                imageWidth,
                cropSize,
                tokenSize,
                heads,
                layers,
                dropout,
                fusion,
                fields,
                USUAL_SIZE_RANGE);
    }

    /** Whether the network finds the femoral neck and looks closer there. */
    public boolean localized() {
        return cropSize > 0 && fusion.usesImage();
    }

    /** Whether, in training, the image has an estimate of its own beside the fused one. */
    public boolean supervisesImage() {
        return fusion.usesImage() && fusion.usesClinical();
    }

    /** Rows of the image-token grid. */
    public int tokenRows() {
        return (localized() ? cropSize : imageHeight) / outputStride;
    }

    /** Columns of the image-token grid. */
    public int tokenColumns() {
        return (localized() ? cropSize : imageWidth) / outputStride;
    }

    /**
     * How one clinical field enters the network: a number is standardised, a category becomes indicators.
     *
     * @param categories number of categories, 0 for a number
     * @param mean training mean; also what a missing value stands for before its learned token replaces it
     * @param sd training standard deviation, above 0
     */
    public record FieldEncoding(String name, int categories, double mean, double sd) {
        public FieldEncoding {
            RefusedValueException.require(sd > 0, name + ": the standard deviation must be above 0, received " + sd);
        }
    }
}
