package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.List;

/**
 * The whole model, raw inputs to g/cm² (XAttn-BMD, arXiv 2511.14604): residual image encoder, clinical encoder,
 * cross-attention between them, {@code concat(I, I_enhanced, M, M_enhanced)} pooled over tokens, regressor.
 *
 * <p>Inputs: crop {@code [N, 1, H, W]} in [0, 1], bone bright; clinical values {@code [N, F]} in natural units, NaN =
 * missing. Outputs, in this order: {@link #OUTPUTS}.
 */
public final class XAttnBmd extends AbstractBlock {

    /** {@code bmd [N]}, {@code clinical_attention [N, F]}, {@code image_attention [N, h, w]}, {@code bmd_spread [N]}. */
    public static final List<String> OUTPUTS =
            List.of("bmd", "clinical_attention", "image_attention", "bmd_spread", "outlier_score");

    private final NetworkConfig config;
    private final ImageEncoder imageEncoder;
    private final ClinicalEncoder clinicalEncoder;
    private final CrossAttention crossAttention;
    private final Regressor regressor;
    private final OutlierScore outlier;

    public XAttnBmd(NetworkConfig config) {
        this.config = config;
        FusionStrategy fusion = config.fusion();
        imageEncoder = fusion.usesImage() ? addChildBlock("image", new ImageEncoder(config)) : null;
        clinicalEncoder = fusion.usesClinical() ? addChildBlock("clinical", new ClinicalEncoder(config)) : null;
        crossAttention = fusion.attends() ? addChildBlock("cross", new CrossAttention(config)) : null;
        regressor = addChildBlock("regressor", new Regressor(config));
        outlier = addChildBlock("outlier", new OutlierScore(config.tokenSize()));
    }

    /** A network on {@code manager}, initialised from the engine's current random state and ready to run. */
    public static XAttnBmd create(NetworkConfig config, NDManager manager) {
        XAttnBmd network = new XAttnBmd(config);
        network.initialize(
                manager,
                DataType.FLOAT32,
                new Shape(1, 1, config.imageHeight(), config.imageWidth()),
                new Shape(1, config.fields().size()));
        return network;
    }

    public NetworkConfig config() {
        return config;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray crop = inputs.get(0);
        NDArray fields = inputs.get(1);
        NDArray image = imageEncoder == null
                ? null
                : imageEncoder.forward(ps, new NDList(crop), training).singletonOrThrow();
        NDArray clinical = clinicalEncoder == null
                ? null
                : clinicalEncoder.forward(ps, new NDList(fields), training).singletonOrThrow();
        NDList enhanced =
                crossAttention == null ? null : crossAttention.forward(ps, new NDList(image, clinical), training);

        NDList pooled = new NDList();
        addPooled(pooled, image);
        addPooled(pooled, config.fusion().imageAttends() ? enhanced.get(0) : null);
        addPooled(pooled, clinical);
        addPooled(pooled, config.fusion().clinicalAttends() ? enhanced.get(1) : null);
        NDArray features = pooled.get(0);
        NDArray fused = pooled.size() == 1
                ? features
                : pooled.get(0).getNDArrayInternal().concat(pooled.subNDList(1), 1);
        NDList regression = regressor.forward(ps, new NDList(fused), training);

        NDArray fieldAttention = enhanced == null ? evenFields(fields) : enhanced.get(2);
        NDArray cellAttention = enhanced == null ? evenCells(crop) : enhanced.get(3);
        return new NDList(
                regression.get(0),
                fieldAttention,
                cellAttention.reshape(-1, config.tokenRows(), config.tokenColumns()),
                regression.get(1),
                outlier.forward(ps, new NDList(features), training).singletonOrThrow());
    }

    /** The pooled features {@code [N, D]} of which the outlier score is the distance; inference mode, same inputs. */
    public NDArray features(ParameterStore ps, NDList inputs) {
        NDList tokens = imageEncoder == null
                ? clinicalEncoder.forward(ps, new NDList(inputs.get(1)), false)
                : imageEncoder.forward(ps, new NDList(inputs.get(0)), false);
        return tokens.singletonOrThrow().mean(new int[] {1});
    }

    private static void addPooled(NDList pooled, NDArray tokens) {
        if (tokens != null) {
            pooled.add(tokens.mean(new int[] {1}));
        }
    }

    private static NDArray evenFields(NDArray fields) {
        return fields.zerosLike().add(1f / fields.getShape().get(1));
    }

    private NDArray evenCells(NDArray crop) {
        int cells = config.tokenRows() * config.tokenColumns();
        NDArray perCrop = crop.mean(new int[] {1, 2, 3}).zerosLike();
        return perCrop.reshape(-1, 1)
                .add(crop.getManager().zeros(new Shape(1, cells)))
                .add(1f / cells);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] in) {
        long n = in[0].get(0);
        Shape one = new Shape(n);
        return new Shape[] {
            one, new Shape(n, config.fields().size()), new Shape(n, config.tokenRows(), config.tokenColumns()), one, one
        };
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... in) {
        long n = in[0].get(0);
        Shape imageTokens = new Shape(n, (long) config.tokenRows() * config.tokenColumns(), config.tokenSize());
        Shape clinicalTokens = new Shape(n, config.fields().size(), config.tokenSize());
        if (imageEncoder != null) {
            imageEncoder.initialize(manager, dataType, in[0]);
        }
        if (clinicalEncoder != null) {
            clinicalEncoder.initialize(manager, dataType, in[1]);
        }
        if (crossAttention != null) {
            crossAttention.initialize(manager, dataType, imageTokens, clinicalTokens);
        }
        regressor.initialize(manager, dataType, new Shape(n, (long) config.tokenSize() * pooledParts()));
        outlier.initialize(manager, dataType, new Shape(n, config.tokenSize()));
    }

    private int pooledParts() {
        FusionStrategy f = config.fusion();
        return (f.usesImage() ? 1 : 0)
                + (f.imageAttends() ? 1 : 0)
                + (f.usesClinical() ? 1 : 0)
                + (f.clinicalAttends() ? 1 : 0);
    }
}
