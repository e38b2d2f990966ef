package org.xattnbmd.trainer.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.util.PairList;
import java.util.List;

/**
 * Raw values of a table's columns {@code [N, F]} in their natural units, NaN = missing, to one token per column {@code [N, F,
 * D]}.
 *
 * <p>A number enters standardised, a category as one indicator per category; each has a learned vector, and a missing
 * value has a learned token of its own, or stands for a value that the study states. Of some numbers the logarithm is what
 * enters. A shared feed-forward net bends the result. The tokens are not normalised here
 * (attention does it for itself): normalised, a column's token would say in which direction it differs from the mean but
 * hardly how far, and the regressor's linear path needs the distance.
 */
public final class TableEncoder extends AbstractBlock {

    /** Far below every positive value that a study accepts. */
    private static final float LEAST = 1e-30f;

    private final List<NetworkConfig.FieldEncoding> fields;
    private final int columns;
    private final Parameter basis;
    private final Parameter bias;
    private final Parameter missing;
    private final FeedForward bend;

    /**
     * Makes an encoder.
     *
     * @param fields how each column enters, in the order of the input
     * @param settings of which the tokens' length and the dropout count
     */
    public TableEncoder(List<NetworkConfig.FieldEncoding> fields, AttentionSettings settings) {
        this.fields = List.copyOf(fields);
        columns = fields.stream().mapToInt(f -> Math.max(1, f.categories())).sum();
        int f = fields.size();
        int d = settings.tokenSize();
        basis = addParameter(learned("basis", columns, d));
        bias = addParameter(learned("bias", 1, f, d));
        missing = addParameter(learned("missing", 1, f, d));
        bend = addChildBlock("bend", new FeedForward(d, settings.dropout()));
    }

    private static Parameter learned(String name, long... shape) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optInitializer(new NormalInitializer(0.3f))
                .optShape(new Shape(shape))
                .build();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore ps, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray raw = inputs.singletonOrThrow();
        NDManager manager = raw.getManager();
        Layout layout = new Layout(fields, columns);
        int f = fields.size();
        NDArray absent = raw.isNaN();
        NDArray filled = NDArrays.where(absent, raw.zerosLike().add(manager.create(layout.fill, new Shape(1, f))), raw);
        NDArray spread = logarithms(filled, layout).matMul(manager.create(layout.select, new Shape(f, columns)));
        NDArray centred = spread.sub(manager.create(layout.centre, new Shape(1, columns)));
        NDArray standardised = centred.div(manager.create(layout.scale, new Shape(1, columns)));
        NDArray indicator = centred.abs().lt(0.5f).toType(DataType.FLOAT32, false);
        NDArray categorical = manager.create(layout.categorical, new Shape(1, columns));
        NDArray numeric = manager.create(layout.numeric, new Shape(1, columns));
        NDArray encoded = indicator.mul(categorical).add(standardised.mul(numeric));
        NDArray owner = manager.create(layout.owner, new Shape(1, f, columns));
        NDArray tokens = encoded.expandDims(1)
                .mul(owner)
                .matMul(ps.getValue(basis, raw.getDevice(), training))
                .add(ps.getValue(bias, raw.getDevice(), training));
        NDArray present = absent.logicalNot().toType(DataType.FLOAT32, false).expandDims(2);
        NDArray away = absent.toType(DataType.FLOAT32, false).expandDims(2);
        if (layout.filled) {
            away = away.mul(manager.create(layout.learned, new Shape(1, f, 1)));
            present = away.neg().add(1);
        }
        NDArray mixed = tokens.mul(present).add(away.mul(ps.getValue(missing, raw.getDevice(), training)));
        NDArray bent = bend.forward(ps, new NDList(mixed), training).singletonOrThrow();
        return new NDList(mixed.add(bent));
    }

    /** Adds nothing to a network without logarithms: its graph stays what it was. */
    private NDArray logarithms(NDArray values, Layout layout) {
        if (!layout.transformed) {
            return values;
        }
        NDManager manager = values.getManager();
        Shape row = new Shape(1, fields.size());
        NDArray logs = manager.create(layout.log, row);
        NDArray others = manager.create(layout.plain, row);
        // Where there is no logarithm to take it is that of 1; a value that is none of the field's has no part in a
        // NaN.
        NDArray positive = values.mul(logs).add(others).maximum(LEAST);
        return positive.log().mul(logs).add(values.mul(others));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        return new Shape[] {
            new Shape(inputShapes[0].get(0), fields.size(), basis.getShape().get(1))
        };
    }

    @Override
    protected void initializeChildBlocks(NDManager manager, DataType dataType, Shape... inputShapes) {
        bend.initialize(manager, dataType, getOutputShapes(inputShapes));
    }

    /** The constant matrices that take fields to indicators' columns and those back to fields. */
    private static final class Layout {
        final float[] fill;
        final float[] select;
        final float[] centre;
        final float[] scale;
        final float[] categorical;
        final float[] numeric;
        final float[] owner;
        final float[] log;
        final float[] plain;
        final float[] learned;
        boolean transformed;
        boolean filled;

        Layout(List<NetworkConfig.FieldEncoding> fields, int columns) {
            int f = fields.size();
            fill = new float[f];
            select = new float[f * columns];
            centre = new float[columns];
            scale = new float[columns];
            categorical = new float[columns];
            numeric = new float[columns];
            owner = new float[f * columns];
            log = new float[f];
            plain = new float[f];
            learned = new float[f];
            int k = 0;
            for (int i = 0; i < f; i++) {
                NetworkConfig.FieldEncoding field = fields.get(i);
                boolean isCategory = field.categories() > 0;
                fill[i] = field.stand();
                log[i] = field.log() ? 1f : 0f;
                plain[i] = 1f - log[i];
                learned[i] = field.filling() == null ? 1f : 0f;
                transformed |= field.log();
                filled |= field.filling() != null;
                for (int c = 0; c < Math.max(1, field.categories()); c++, k++) {
                    select[i * columns + k] = 1f;
                    owner[i * columns + k] = 1f;
                    centre[k] = isCategory ? c : (float) field.mean();
                    scale[k] = isCategory ? 1f : (float) field.sd();
                    categorical[k] = isCategory ? 1f : 0f;
                    numeric[k] = isCategory ? 0f : 1f;
                }
            }
        }
    }
}
