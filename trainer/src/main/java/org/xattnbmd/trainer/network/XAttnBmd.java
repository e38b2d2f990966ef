package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xattnbmd.sdk.ModelContract.Tensor;
import org.xattnbmd.trainer.checkpoint.NamedParameters;

/**
 * The whole model, raw inputs to g/cm² (XAttn-BMD, arXiv 2511.14604): residual image encoder, clinical encoder,
 * cross-attention between them, {@code concat(I, I_enhanced, M, M_enhanced)} pooled over tokens, regressor. With
 * {@link AttentionGate#ZERO} it is {@code concat(I_enhanced, M_enhanced)}.
 *
 * <p>Inputs: picture {@code [N, 1, H, W]} in [0, 1], bone bright; clinical values {@code [N, F]} in natural units, NaN =
 * missing. Outputs: {@link NetworkOutputs}, exported under {@link #outputNames}. With a localiser, a third input
 * {@code [N, 4]} may say where the neck is: in inference its boxes are looked at, and put out, in place of those that the
 * localiser finds, and NaN leaves it to find one; in training they are looked at, and what it finds stays an output, to be
 * learned.
 */
public final class XAttnBmd extends AbstractBlock {

    /** How much of a batch's statistics a pass in training adds to the running ones, which keep the rest of what they were. */
    public static final float STATISTICS_SHARE = Norms.NEW_SHARE;

    /** In g/cm²; mean and standard deviation are set from the training subjects, and all of it for further targets. */
    private static final Regressor.Scale SCALE = new Regressor.Scale(0, 1, 0.005);

    private final NetworkConfig config;
    private final Localizer localizer;
    private final ImageEncoder imageEncoder;
    private final TableEncoder clinicalEncoder;
    private final Block crossAttention;
    private final Regressor regressor;
    private final OutlierScore outlier;
    private final Set<String> stopped = new HashSet<>();
    private int frozen = EncoderStages.NONE;

    public XAttnBmd(NetworkConfig config) {
        this.config = config;
        FusionStrategy fusion = config.fusion();
        localizer = config.localized() ? addChildBlock("localizer", new Localizer(config)) : null;
        imageEncoder = fusion.usesImage() ? addChildBlock("image", imageEncoder(config)) : null;
        clinicalEncoder = fusion.usesClinical()
                ? addChildBlock("clinical", new TableEncoder(config.fields(), config.attention()))
                : null;
        crossAttention = fusion.attends() ? addChildBlock("cross", fusion.attention(config.attention())) : null;
        regressor = addChildBlock(
                "regressor",
                new Regressor(
                        config.attention(),
                        SCALE,
                        config.supervisesImage(),
                        Collections.nCopies(config.further(), SCALE)));
        outlier = addChildBlock("outlier", new OutlierScore(config.attention().tokenSize()));
    }

    private static ImageEncoder imageEncoder(NetworkConfig config) {
        int stride = config.encoder().outputStride();
        return new ImageEncoder(
                config.encoder(),
                config.attention().tokenSize(),
                config.tokenRows() * stride,
                config.tokenColumns() * stride);
    }

    /** A network on {@code manager}, initialised from the engine's current random state and ready to run. */
    public static XAttnBmd create(NetworkConfig config, NDManager manager) {
        XAttnBmd network = new XAttnBmd(config);
        network.initialize(
                manager,
                DataType.FLOAT32,
                new Shape(1, 1, config.picture().imageHeight(), config.picture().imageWidth()),
                new Shape(1, config.fields().size()));
        return network;
    }

    /** Names of the outputs, in order; {@code neck_box} only with a localiser, {@code further} only with further targets. */
    public List<String> outputNames() {
        return NetworkOutputs.exported(config).stream().map(Tensor::tensorName).toList();
    }

    public NetworkConfig config() {
        return config;
    }

    /**
     * Keeps the stages up to one as they are from now on: no gradients, and batch statistics that training does not touch.
     * Later ones that an earlier call had kept learn again.
     *
     * @param lastStage as {@link EncoderStages} counts them
     */
    public void freeze(int lastStage) {
        frozen = lastStage;
        if (imageEncoder != null) {
            imageEncoder.freeze(lastStage);
        }
        NamedParameters.of(this).forEach((name, parameter) -> {
            int stage = EncoderStages.of(name);
            boolean kept = stage > EncoderStages.NONE && stage <= lastStage;
            if (kept && parameter.requiresGradient()) {
                parameter.freeze(true);
                stopped.add(name);
            } else if (!kept && stopped.remove(name)) {
                parameter.freeze(false);
            }
        });
    }

    /** The last stage that training leaves as it is, with all before it. */
    public int frozen() {
        return frozen;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray box = box(ps, inputs.get(0), training);
        NDArray seen = box == null || inputs.size() < 3 ? box : given(inputs.get(2), box, training);
        return look(ps, inputs, new Sight(seen, training ? box : seen, null), training)
                .toList();
    }

    /** Where the localiser finds the neck {@code [N, 4]}; null without one. */
    NDArray box(ParameterStore ps, NDArray picture, boolean training) {
        return localizer == null
                ? null
                : localizer
                        .forward(ps, new NDList(picture), training && frozen < EncoderStages.LAST)
                        .singletonOrThrow();
    }

    /**
     * Where a network looks.
     *
     * @param seen the box to look at; null for the whole picture
     * @param stated the box to put out
     * @param map what the residual network makes of it; null to compute that
     */
    record Sight(NDArray seen, NDArray stated, NDArray map) {}

    /** What the residual network makes of a picture in a box; null for the whole picture. */
    NDArray map(ParameterStore ps, NDArray picture, NDArray box, boolean training) {
        NDArray crop = box == null
                ? picture
                : NeckCrop.of(picture, box, config.picture().cropSize());
        return imageEncoder.map(ps, crop, training);
    }

    /** All that comes after the localiser. */
    NetworkOutputs look(ParameterStore ps, NDList inputs, Sight sight, boolean training) {
        NDArray picture = inputs.get(0);
        NDArray fields = inputs.get(1);
        NDArray image = imageEncoder == null ? null : imageTokens(ps, picture, sight, training);
        NDArray clinical = clinicalEncoder == null
                ? null
                : clinicalEncoder.forward(ps, new NDList(fields), training).singletonOrThrow();
        NDList enhanced =
                crossAttention == null ? null : crossAttention.forward(ps, new NDList(image, clinical), training);

        NDArray features = mean(image == null ? clinical : image);
        NDList pooled = new NDList();
        if (image != null) {
            addPooled(pooled, features, config.fusion().imageAttends() ? enhanced.get(0) : null);
        }
        if (clinical != null) {
            NDArray own = image == null ? features : mean(clinical);
            addPooled(pooled, own, config.fusion().clinicalAttends() ? enhanced.get(1) : null);
        }
        NDArray fused = pooled.size() == 1
                ? features
                : pooled.get(0).getNDArrayInternal().concat(pooled.subNDList(1), 1);
        NDList regression = regressor.forward(ps, new NDList(fused, features), training);

        boolean further = config.further() > 0;
        int exported = further ? 4 : 2;
        NDArray fieldAttention = enhanced == null ? evenFields(fields) : enhanced.get(2);
        NDArray cellAttention = enhanced == null ? evenCells(picture) : enhanced.get(3);
        return new NetworkOutputs(
                regression.get(0),
                fieldAttention,
                cellAttention.reshape(-1, config.tokenRows(), config.tokenColumns()),
                regression.get(1),
                outlier.forward(ps, new NDList(features), training).singletonOrThrow(),
                sight.stated,
                further ? regression.get(2) : null,
                further ? regression.get(3) : null,
                regression.size() > exported ? regression.get(exported) : null);
    }

    /** Teacher forcing: in training the crop comes from the true box (jittered). */
    private static NDArray given(NDArray boxes, NDArray found, boolean training) {
        return training ? boxes : NDArrays.where(boxes.isNaN(), found, boxes);
    }

    private NDArray imageTokens(ParameterStore ps, NDArray picture, Sight sight, boolean training) {
        NDArray map = sight.map == null ? map(ps, picture, sight.seen, training) : sight.map;
        return imageEncoder.tokens(ps, map, training);
    }

    /** The pooled features {@code [N, D]} of which the outlier score is the distance; inference mode, same inputs. */
    public NDArray features(ParameterStore ps, NDList inputs) {
        if (imageEncoder == null) {
            NDList tokens = clinicalEncoder.forward(ps, new NDList(inputs.get(1)), false);
            return tokens.singletonOrThrow().mean(new int[] {1});
        }
        NDArray box = localizer == null
                ? null
                : localizer.forward(ps, new NDList(inputs.get(0)), false).singletonOrThrow();
        return imageTokens(ps, inputs.get(0), new Sight(box, box, null), false).mean(new int[] {1});
    }

    /** Tokens that have attended hold what they were before; a gate leaves that to them, so as to begin with nothing else. */
    private void addPooled(NDList pooled, NDArray own, NDArray enhanced) {
        if (enhanced == null || !config.attention().gate().learned()) {
            pooled.add(own);
        }
        if (enhanced != null) {
            pooled.add(mean(enhanced));
        }
    }

    private static NDArray mean(NDArray tokens) {
        return tokens.mean(new int[] {1});
    }

    private static NDArray evenFields(NDArray fields) {
        return fields.zerosLike().add(1f / fields.getShape().get(1));
    }

    private NDArray evenCells(NDArray picture) {
        int cells = config.tokenRows() * config.tokenColumns();
        NDArray one = picture.reshape(
                        -1,
                        (long) config.picture().imageHeight() * config.picture().imageWidth())
                .mean(new int[] {1})
                .zerosLike();
        return one.reshape(-1, 1)
                .add(picture.getManager().zeros(new Shape(1, cells)))
                .add(1f / cells);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        long n = in[0].get(0);
        return NetworkOutputs.exported(config).stream()
                .map(output -> NetworkOutputs.shape(output, config, n))
                .toArray(Shape[]::new);
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        long n = in[0].get(0);
        Shape imageTokens = new Shape(
                n,
                (long) config.tokenRows() * config.tokenColumns(),
                config.attention().tokenSize());
        Shape clinicalTokens =
                new Shape(n, config.fields().size(), config.attention().tokenSize());
        if (localizer != null) {
            localizer.initialize(manager, dataType, in[0]);
        }
        if (imageEncoder != null) {
            int size = config.picture().cropSize();
            imageEncoder.initialize(manager, dataType, localizer == null ? in[0] : new Shape(n, 1, size, size));
        }
        if (clinicalEncoder != null) {
            clinicalEncoder.initialize(manager, dataType, in[1]);
        }
        if (crossAttention != null) {
            crossAttention.initialize(manager, dataType, imageTokens, clinicalTokens);
        }
        regressor.initialize(
                manager, dataType, new Shape(n, (long) config.attention().tokenSize() * pooledParts()));
        outlier.initialize(manager, dataType, new Shape(n, config.attention().tokenSize()));
    }

    private int pooledParts() {
        FusionStrategy f = config.fusion();
        int sides = (f.usesImage() ? 1 : 0) + (f.usesClinical() ? 1 : 0);
        int attending = (f.imageAttends() ? 1 : 0) + (f.clinicalAttends() ? 1 : 0);
        return config.attention().gate().learned() ? sides : sides + attending;
    }
}
