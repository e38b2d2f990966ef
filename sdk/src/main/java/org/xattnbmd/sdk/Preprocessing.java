package org.xattnbmd.sdk;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.xattnbmd.sdk.internal.model.CardReader;
import org.xattnbmd.sdk.internal.model.CardWriter;
import org.xattnbmd.sdk.internal.preprocessing.Frame;
import org.xattnbmd.sdk.internal.preprocessing.PreparedRadiograph;
import org.xattnbmd.sdk.internal.preprocessing.Workspace;

/**
 * From a radiograph to the network's input. Training and serving both use this class and no other, and a model's card
 * carries every parameter, so that the two cannot drift apart. Immutable and thread-safe.
 *
 * <p>Version 1, step by step:
 *
 * <ol>
 *   <li>the caller's region, or the whole picture, is averaged over blocks of a whole number of pixels, as large as
 *       leaves its long side at least {@code analysisSide};
 *   <li>border lines are taken off while at least {@code shutterFraction} of their pixels are saturated, that is within
 *       {@code saturationTolerance} of the darkest or brightest grey: collimator shutters and bands of open field. If
 *       {@code cropToField}, what remains is what the network sees;
 *   <li>the grey window runs from the {@code lowerPercentile} to the {@code upperPercentile} of what remains without its
 *       saturated pixels, so that shutters, open field and lead markers do not set it;
 *   <li>OpenCV's area resampling brings the field into the middle of {@code width} by {@code height} with its aspect
 *       kept and {@code padding} around it. If {@code fieldOfViewMillimetres} is above 0 and the pixel size is known, the
 *       output's width spans that many millimetres; otherwise the field fills the output;
 *   <li>a right hip is mirrored to look like a left one; an unknown side is left as it is;
 *   <li>the window is mapped to [0, 1], bone bright.
 * </ol>
 *
 * <p>Version 2 has a {@link Search}: a small network of its own looks at the whole of the region as version 1 prepares it,
 * then again at the square around the neck that it found, whose side is {@link Search#regionBoxes} times the mean of the
 * box's sides, until it has looked {@link Search#looks} times. The output is that square around the last box, at the same
 * scale wherever it lies: steps 1 to 3 are done on the part of it that is on the picture, nothing is cut off, what lies
 * beyond is {@code padding}. So the network sees each neck at one size, from the picture's own pixels.
 *
 * @param name always {@value #NAME}
 * @param version 1 or 2
 * @param width columns of the output
 * @param height rows of the output
 * @param analysisSide least long side, in pixels, of the reduced picture that steps 2 and 3 look at
 * @param cropToField whether borders outside the exposed field are cut off, or kept
 * @param shutterFraction share of saturated pixels from which a border line counts as outside the field, above 0.5
 * @param saturationTolerance how close to the extreme grey, as a share of the grey range, counts as saturated
 * @param lowerPercentile percentile that becomes 0
 * @param upperPercentile percentile that becomes 1
 * @param fieldOfViewMillimetres width of the output in millimetres, or 0
 * @param padding output value around the field, in [0, 1]
 * @param search how version 2 looks for the femoral neck; null in version 1
 */
public record Preprocessing(
        String name,
        int version,
        int width,
        int height,
        int analysisSide,
        boolean cropToField,
        double shutterFraction,
        double saturationTolerance,
        double lowerPercentile,
        double upperPercentile,
        double fieldOfViewMillimetres,
        double padding,
        @Nullable Search search) {

    /** The name of the one preprocessing there is. */
    public static final String NAME = "bmd-preprocessing";

    private static final int MAXIMUM_OUTPUT = 2048;

    /**
     * How the femoral neck is looked for.
     *
     * @param side rows and columns of the overview that the finder sees
     * @param looks how often it looks, 1 to 5
     * @param regionBoxes side of the square that is looked at next, and in the end given to the network, in means of the
     *     sides of the neck's box, 1 to 8
     * @param leastConfidence below it no neck was found, in [0, 1]
     * @param usualConfidence below it the neck looks unusual; not below {@code leastConfidence}
     * @param usualImplant above it there may be metal in the hip, in [0, 1]
     * @param mostImplant above it there is; not below {@code usualImplant}
     */
    public record Search(
            int side,
            int looks,
            double regionBoxes,
            double leastConfidence,
            double usualConfidence,
            double usualImplant,
            double mostImplant) {

        public Search {
            require(side >= 32 && side <= 1024, "an overview of 32 to 1024 pixels", side);
            require(looks >= 1 && looks <= 5, "1 to 5 looks", looks);
            require(regionBoxes >= 1 && regionBoxes <= 8, "a region of 1 to 8 boxes", regionBoxes);
            require(
                    leastConfidence >= 0 && leastConfidence <= usualConfidence && usualConfidence <= 1,
                    "confidences 0 <= least <= usual <= 1",
                    leastConfidence + ", " + usualConfidence);
            require(
                    usualImplant >= 0 && usualImplant <= mostImplant && mostImplant <= 1,
                    "an implant's confidences 0 <= usual <= most <= 1",
                    usualImplant + ", " + mostImplant);
        }

        /** As a neck finder's file has it in its metadata: a JSON object with a card's names. */
        public String toJson() {
            return CardWriter.search(this);
        }

        /**
         * Reads what {@link #toJson} wrote.
         *
         * @throws BmdException {@code MODEL_CARD_INVALID}
         */
        public static Search parse(String json) {
            return CardReader.search(json);
        }

        /** What the finder sees first: the whole region by version 1. */
        public Preprocessing overview() {
            return v1(side, side);
        }
    }

    public Preprocessing {
        Objects.requireNonNull(name, "name");
        require(name.equals(NAME), "name " + NAME, name);
        require(version == 1 || version == 2, "version 1 or 2", version);
        require((search != null) == (version == 2), "a search in version 2 and in no other", version);
        require(width >= 8 && width <= MAXIMUM_OUTPUT, "a width of 8 to " + MAXIMUM_OUTPUT, width);
        require(height >= 8 && height <= MAXIMUM_OUTPUT, "a height of 8 to " + MAXIMUM_OUTPUT, height);
        require(
                analysisSide >= Math.max(width, height) && analysisSide <= 4 * MAXIMUM_OUTPUT,
                "an analysis side from the output's long side to " + 4 * MAXIMUM_OUTPUT,
                analysisSide);
        require(shutterFraction > 0.5 && shutterFraction <= 1, "a shutter fraction above 0.5, to 1", shutterFraction);
        require(
                saturationTolerance >= 0 && saturationTolerance <= 0.2,
                "a saturation tolerance of 0 to 0.2",
                saturationTolerance);
        require(
                lowerPercentile >= 0 && lowerPercentile < upperPercentile && upperPercentile <= 100,
                "percentiles 0 <= lower < upper <= 100",
                lowerPercentile + ", " + upperPercentile);
        require(
                fieldOfViewMillimetres >= 0 && fieldOfViewMillimetres <= 2000,
                "a field of view of 0 to 2000 mm",
                fieldOfViewMillimetres);
        require(padding >= 0 && padding <= 1, "padding in [0, 1]", padding);
    }

    /** Version 1 with its usual parameters. */
    public static Preprocessing v1(int width, int height) {
        return new Preprocessing(
                NAME, 1, width, height, 2 * Math.max(width, height), true, 0.9, 0.02, 1, 99, 0, 0, null);
    }

    /** Version 2 with its usual parameters. */
    public static Preprocessing v2(int width, int height, Search search) {
        return new Preprocessing(
                NAME, 2, width, height, 2 * Math.max(width, height), false, 0.9, 0.02, 1, 99, 0, 0, search);
    }

    /** The same with another search, in version 2. */
    public Preprocessing withSearch(Search other) {
        return with(fieldOfViewMillimetres, other);
    }

    /** The same with an output that spans so many millimetres wherever the pixel size is known; 0 = never. */
    public Preprocessing withFieldOfView(double millimetres) {
        return with(millimetres, search);
    }

    private Preprocessing with(double millimetres, Search other) {
        return new Preprocessing(
                name,
                version,
                width,
                height,
                analysisSide,
                cropToField,
                shutterFraction,
                saturationTolerance,
                lowerPercentile,
                upperPercentile,
                millimetres,
                padding,
                other);
    }

    /**
     * The network's input for a radiograph: {@code height * width} values in [0, 1], row by row, bone bright, the side
     * made canonical.
     *
     * @throws BmdException {@code IMAGE_BLANK} if there is only one grey value, {@code INVALID_ARGUMENT} in version 2, which
     *     must know the neck
     */
    public float[] apply(Radiograph radiograph) {
        float[] output = new float[width * height];
        apply(radiograph, output);
        return output;
    }

    /**
     * Writes the network's input to the caller's array and says where it lies on the radiograph's picture, padding
     * included: a box predicted in the output, or drawn on the picture, is brought from one to the other with it. For a
     * right hip the output is a mirror image of this area.
     *
     * @param output {@code height * width} values
     * @throws BmdException {@code IMAGE_BLANK} if there is only one grey value, {@code INVALID_ARGUMENT} for an array of
     *     another length
     */
    public BmdEstimate.Area apply(Radiograph radiograph, float[] output) {
        require(version == 1, "the femoral neck's box beside the radiograph: version 2 goes by it", "none");
        return prepare(radiograph, null, output);
    }

    /**
     * As {@link #apply(Radiograph, float[])}, around a femoral neck that is known, in version 2.
     *
     * @param neck its box on the picture, such as {@link NeckFinder} finds
     * @param output {@code height * width} values
     * @throws BmdException {@code IMAGE_BLANK}, {@code INVALID_ARGUMENT}; {@code REGION_OUTSIDE_IMAGE} if the box lies beyond
     *     the region
     */
    public BmdEstimate.Area apply(Radiograph radiograph, BmdEstimate.Area neck, float[] output) {
        require(version == 2, "version 2 for a known neck", version);
        return prepare(radiograph, Frame.around(neck, search.regionBoxes()), output);
    }

    private BmdEstimate.Area prepare(Radiograph radiograph, Frame frame, float[] output) {
        require(output.length == width * height, "an output of " + width * height + " values", output.length);
        PreparedRadiograph.Placement placement = PreparedRadiograph.prepare(
                        this, radiograph.view(), frame, new Workspace(), output)
                .placement();
        return new BmdEstimate.Area(placement.x(), placement.y(), placement.width(), placement.height());
    }

    /** Where the output of {@link #apply(Radiograph)} lies, as {@link #apply(Radiograph, float[])} tells besides. */
    public BmdEstimate.Area locate(Radiograph radiograph) {
        return apply(radiograph, new float[width * height]);
    }

    private static void require(boolean holds, String expected, Object received) {
        if (!holds) {
            throw new BmdException(
                    BmdException.Code.INVALID_ARGUMENT,
                    "Preprocessing: expected " + expected + ", received " + received + ".");
        }
    }
}
