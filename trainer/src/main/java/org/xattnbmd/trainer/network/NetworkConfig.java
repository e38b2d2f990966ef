package org.xattnbmd.trainer.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import org.xattnbmd.trainer.RefusedValueException;

/**
 * The shape of an XAttn-BMD network: what was chosen, and what the training split adds. In JSON all values stand side by
 * side.
 *
 * @param settings what was chosen
 * @param fields the clinical columns, in the order of the clinical input
 * @param sizeRange how far the neck's box may be from the training set's mean box: by a factor of exp(±sizeRange); 0, as
 *     records of older runs have it, stands for {@link #USUAL_SIZE_RANGE}
 * @param further how many further targets it estimates beside the first; 0, and not in the file, for none
 */
public record NetworkConfig(
        @JsonUnwrapped NetworkSettings settings,
        List<FieldEncoding> fields,
        double sizeRange,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) int further) {

    /** Enough for one kind of picture: a hip's boxes differ by a few per cent, and augmentation adds a tenth. */
    public static final double USUAL_SIZE_RANGE = 0.5;

    /** For hips and whole pelves together, whose boxes differ by a factor of two and more. */
    public static final double WIDE_SIZE_RANGE = 1.0;

    public NetworkConfig {
        fields = List.copyOf(fields);
        sizeRange = sizeRange == 0 ? USUAL_SIZE_RANGE : sizeRange;
        RefusedValueException.require(
                sizeRange > 0 && sizeRange <= 2, "sizeRange must be above 0 and at most 2, received " + sizeRange);
        RefusedValueException.require(!fields.isEmpty(), "at least one clinical field");
        RefusedValueException.require(further >= 0, "further targets can't be fewer than none, received " + further);
    }

    /** One of a single target. */
    public NetworkConfig(NetworkSettings settings, List<FieldEncoding> fields, double sizeRange) {
        this(settings, fields, sizeRange, 0);
    }

    public EncoderSettings encoder() {
        return settings.encoder();
    }

    public PictureSettings picture() {
        return settings.picture();
    }

    public AttentionSettings attention() {
        return settings.attention();
    }

    public FusionStrategy fusion() {
        return settings.fusion();
    }

    /** Whether the network finds the femoral neck and looks closer there. */
    public boolean localized() {
        return settings.localized();
    }

    /** Whether, in training, the image has an estimate of its own beside the fused one. */
    public boolean supervisesImage() {
        return fusion().usesImage() && fusion().usesClinical();
    }

    /** Rows of the image-token grid. */
    public int tokenRows() {
        return (localized() ? picture().cropSize() : picture().imageHeight())
                / encoder().outputStride();
    }

    /** Columns of the image-token grid. */
    public int tokenColumns() {
        return (localized() ? picture().cropSize() : picture().imageWidth())
                / encoder().outputStride();
    }

    /**
     * How one clinical field enters the network: a number is standardised, a category becomes indicators.
     *
     * @param categories number of categories, 0 for a number
     * @param mean training mean, of the logarithms where those enter; also what a missing value stands for before its learned
     *     token replaces it
     * @param sd training standard deviation of the same, above 0
     * @param log whether the natural logarithm enters; not in the file where it does not
     * @param filling the value, in the field's own unit or code, that a missing one is taken for; null, and not in the file,
     *     where it has a learned token
     */
    public record FieldEncoding(
            String name,
            int categories,
            double mean,
            double sd,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean log,
            @JsonInclude(JsonInclude.Include.NON_NULL) Double filling) {

        public FieldEncoding {
            RefusedValueException.require(sd > 0, name + ": the standard deviation must be above 0, received " + sd);
            RefusedValueException.require(!log || categories == 0, name + ": a category has no logarithm");
        }

        /** One that enters as it is, with a learned token for a missing value. */
        public FieldEncoding(String name, int categories, double mean, double sd) {
            this(name, categories, mean, sd, false, null);
        }

        /** What stands for a missing value before a learned token may replace it. */
        float stand() {
            if (filling != null) {
                return filling.floatValue();
            }
            return categories > 0 ? 0 : (float) (log ? Math.exp(mean) : mean);
        }
    }
}
