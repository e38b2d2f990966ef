package org.xattnbmd.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.xattnbmd.sdk.ModelCard.ClinicalField;
import org.xattnbmd.sdk.ModelCard.GoldenVector;

/**
 * A model of a dozen operators that follows the model contract, written by hand, with the same formulas in Java. It
 * lets the SDK be tested without a trainer: bmd = 0.3 + 0.9 * mean grey + 0.05 * sum of standardised clinical values.
 */
public final class TinyModel {

    public static final int SIDE = 64;
    public static final int CELLS = 4;

    public static final List<ClinicalField> FIELDS = List.of(
            new ClinicalField("age", "Age", "years", 18, 110, List.of(), 70, 10),
            new ClinicalField("sex", "Sex", "", 0, 1, List.of("female", "male"), 0.5, 0.5),
            new ClinicalField("height_cm", "Height", "cm", 120, 220, List.of(), 165, 10),
            new ClinicalField("weight_kg", "Weight", "kg", 30, 200, List.of(), 75, 15));

    private TinyModel() {}

    /** The model file with its usual card. */
    public static byte[] bytes() {
        return bytes(card().toJson());
    }

    public static Path write(Path folder) {
        return write(folder, bytes());
    }

    public static Path write(Path folder, byte[] bytes) {
        try {
            return Files.write(folder.resolve("tiny.onnx"), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ModelCard card() {
        return card(Preprocessing.v1(SIDE, SIDE), golden(3));
    }

    public static ModelCard card(Preprocessing preprocessing, List<GoldenVector> golden) {
        return new ModelCard(
                ModelCard.SCHEMA_VERSION,
                "tiny",
                "1.0.0",
                "2026-01-02T03:04:05Z",
                true,
                "Tests of the SDK. Not for clinical use.",
                preprocessing,
                FIELDS,
                "GE Lunar",
                new ModelCard.ReferencePopulation("NHANES III", "GE Lunar", 1.038, 0.139, "converted"),
                List.of(new ModelCard.Threshold("low bone mass", 0.899)),
                Map.of("0.90", 1.7, "0.95", 2.1),
                0.04,
                1.5,
                new ModelCard.Training("00", 1, 10, Map.of("epochs", "1"), "", Map.of("java", "17")),
                Map.of("r2", 0.5),
                golden);
    }

    public static List<GoldenVector> golden(int count) {
        List<GoldenVector> vectors = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < count; i++) {
            byte[] pixels = new byte[SIDE * SIDE];
            random.nextBytes(pixels);
            Double age = i == 1 ? null : Double.valueOf(60 + 5 * i);
            List<Double> clinical = new ArrayList<>(List.of(0.0, (double) (i % 2), 160.0 + i, 70.0 - i));
            clinical.set(0, age);
            vectors.add(golden(pixels, clinical));
        }
        return vectors;
    }

    private static GoldenVector golden(byte[] pixels, List<Double> clinical) {
        double mean = 0;
        for (byte pixel : pixels) {
            mean += (pixel & 0xFF) / 255.0 / pixels.length;
        }
        double[] z = new double[FIELDS.size()];
        double sum = 0;
        double size = 0;
        double exponentials = 0;
        for (int i = 0; i < z.length; i++) {
            Double value = clinical.get(i);
            z[i] = value == null
                    ? 0
                    : (value - FIELDS.get(i).mean()) / FIELDS.get(i).sd();
            sum += z[i];
            size += Math.abs(z[i]) / z.length;
            exponentials += Math.exp(z[i]);
        }
        List<Double> attention = new ArrayList<>();
        for (double value : z) {
            attention.add(Math.exp(value) / exponentials);
        }
        return new GoldenVector(
                GoldenVector.encode(pixels), clinical, bmd(mean, sum), 0.03 + 0.01 * size, size, attention);
    }

    /** The model's formula. */
    public static double bmd(double meanGrey, double sumOfStandardised) {
        return 0.3 + 0.9 * meanGrey + 0.05 * sumOfStandardised;
    }

    /** The model file with any text, or none, in place of its card. */
    public static byte[] bytes(String cardJson) {
        ProtobufWriter model = new ProtobufWriter()
                .number(1, 8)
                .text(2, "tiny")
                .message(7, graph())
                .message(8, new ProtobufWriter().text(1, "").number(2, 17));
        if (cardJson != null) {
            model.message(
                    14, new ProtobufWriter().text(1, ModelCard.METADATA_KEY).text(2, cardJson));
        }
        return model.toBytes();
    }

    /** A model file whose weights lie in another file. */
    public static byte[] withExternalData() {
        ProtobufWriter tensor = new ProtobufWriter()
                .number(1, 1)
                .number(2, 1)
                .text(8, "weight")
                .message(13, new ProtobufWriter().text(1, "location").text(2, "../../etc/passwd"))
                .number(14, 1);
        return new ProtobufWriter()
                .number(1, 8)
                .message(7, graph().message(5, tensor))
                .message(8, new ProtobufWriter().text(1, "").number(2, 17))
                .toBytes();
    }

    private static ProtobufWriter graph() {
        int fields = FIELDS.size();
        float[] means = new float[fields];
        float[] deviations = new float[fields];
        for (int i = 0; i < fields; i++) {
            means[i] = (float) FIELDS.get(i).mean();
            deviations[i] = (float) FIELDS.get(i).sd();
        }
        long pool = SIDE / CELLS;
        return new ProtobufWriter()
                .message(
                        1,
                        node("ReduceMean", "radiograph", "grey")
                                .message(5, ints("axes", 1, 2, 3))
                                .message(5, integer("keepdims", 0)))
                .message(1, node("IsNaN", "clinical", "missing"))
                .message(1, node("Where", "missing,means,clinical", "filled"))
                .message(1, node("Sub", "filled,means", "centred"))
                .message(1, node("Div", "centred,deviations", "z"))
                .message(1, node("ReduceSum", "z,axis1", "sum").message(5, integer("keepdims", 0)))
                .message(1, node("Mul", "sum,c005", "part2"))
                .message(1, node("Mul", "grey,c09", "part1"))
                .message(1, node("Add", "part1,part2", "parts"))
                .message(1, node("Add", "parts,c03", "bmd"))
                .message(1, node("Softmax", "z", "clinical_attention").message(5, integer("axis", 1)))
                .message(1, node("Abs", "z", "absolute"))
                .message(
                        1,
                        node("ReduceMean", "absolute", "outlier_score")
                                .message(5, ints("axes", 1))
                                .message(5, integer("keepdims", 0)))
                .message(1, node("Mul", "outlier_score,c001", "scaled"))
                .message(1, node("Add", "scaled,c003", "bmd_spread"))
                .message(
                        1,
                        node("AveragePool", "radiograph", "cells")
                                .message(5, ints("kernel_shape", pool, pool))
                                .message(5, ints("strides", pool, pool)))
                .message(1, node("Reshape", "cells,flat", "row"))
                .message(1, node("Softmax", "row", "shares").message(5, integer("axis", 1)))
                .message(1, node("Reshape", "shares,grid", "image_attention"))
                .text(2, "tiny")
                .message(5, floats("means", means))
                .message(5, floats("deviations", deviations))
                .message(5, floats("c005", 0.05f))
                .message(5, floats("c09", 0.9f))
                .message(5, floats("c03", 0.3f))
                .message(5, floats("c001", 0.01f))
                .message(5, floats("c003", 0.03f))
                .message(5, longs("axis1", 1))
                .message(5, longs("flat", -1, CELLS * CELLS))
                .message(5, longs("grid", -1, CELLS, CELLS))
                .message(11, value("radiograph", -1, 1, SIDE, SIDE))
                .message(11, value("clinical", -1, fields))
                .message(12, value("bmd", -1))
                .message(12, value("clinical_attention", -1, fields))
                .message(12, value("image_attention", -1, CELLS, CELLS))
                .message(12, value("bmd_spread", -1))
                .message(12, value("outlier_score", -1));
    }

    private static ProtobufWriter node(String operator, String inputs, String output) {
        ProtobufWriter node = new ProtobufWriter();
        for (String input : inputs.split(",")) {
            node.text(1, input);
        }
        return node.text(2, output).text(3, output).text(4, operator);
    }

    private static ProtobufWriter integer(String name, long value) {
        return new ProtobufWriter().text(1, name).number(3, value).number(20, 2);
    }

    private static ProtobufWriter ints(String name, long... values) {
        ProtobufWriter attribute = new ProtobufWriter().text(1, name);
        for (long value : values) {
            attribute.number(8, value);
        }
        return attribute.number(20, 7);
    }

    private static ProtobufWriter floats(String name, float... values) {
        return new ProtobufWriter()
                .number(1, values.length)
                .number(2, 1)
                .text(8, name)
                .bytes(9, ProtobufWriter.littleEndian(values));
    }

    private static ProtobufWriter longs(String name, long... values) {
        ByteBuffer raw = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            raw.putLong(value);
        }
        return new ProtobufWriter()
                .number(1, values.length)
                .number(2, 7)
                .text(8, name)
                .bytes(9, raw.array());
    }

    private static ProtobufWriter value(String name, long... shape) {
        ProtobufWriter dimensions = new ProtobufWriter();
        for (long size : shape) {
            dimensions.message(
                    1, size < 0 ? new ProtobufWriter().text(2, "batch") : new ProtobufWriter().number(1, size));
        }
        ProtobufWriter tensor = new ProtobufWriter().number(1, 1).message(2, dimensions);
        return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    }
}
