package org.xattnbmd.trainer.network;

import java.util.List;
import java.util.Random;
import org.xattnbmd.trainer.network.NetworkConfig.FieldEncoding;

/** Networks and inputs small enough for a test to run many of. */
public final class TinyNetworks {

    public static final int SIZE = 64;
    public static final int CROP = 32;

    /** Two numbers and two categories, one of them with three values. */
    public static final List<FieldEncoding> FIELDS = List.of(
            new FieldEncoding("age", 0, 75, 6),
            new FieldEncoding("sex", 2, 0.5, 0.5),
            new FieldEncoding("weight_kg", 0, 72, 12),
            new FieldEncoding("smoking", 3, 0.6, 0.7));

    private static final float[] ROW = {81, 1, 60.5f, 2};

    private TinyNetworks() {}

    public static NetworkConfig config(FusionStrategy fusion, boolean localized) {
        return config(Backbone.RESNET18, 4, fusion, localized);
    }

    public static NetworkConfig config(Backbone backbone, int baseWidth, FusionStrategy fusion, boolean localized) {
        return new NetworkConfig(
                new NetworkSettings(
                        new EncoderSettings(backbone, baseWidth, 16),
                        PictureSettings.square(SIZE, localized ? CROP : 0),
                        AttentionSettings.demo()
                                .withTokenSize(16)
                                .withLayers(2)
                                .withDropout(0.1)
                                .withGate(AttentionGate.NONE),
                        fusion),
                FIELDS,
                NetworkConfig.USUAL_SIZE_RANGE);
    }

    /** With attention's gates. */
    static NetworkConfig config(FusionStrategy fusion, AttentionGate gate) {
        NetworkConfig usual = config(fusion, false);
        NetworkSettings settings = usual.settings();
        return new NetworkConfig(
                settings.withAttention(settings.attention().withGate(gate)), usual.fields(), usual.sizeRange());
    }

    /** Pictures {@code [n * SIZE * SIZE]} of noise over a ramp. */
    static float[] pictures(int n, long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[n * SIZE * SIZE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = 0.6f * random.nextFloat() + 0.4f * (i % SIZE) / SIZE;
        }
        return pixels;
    }

    /** Clinical rows {@code [n * F]} about one subject, all present. */
    static float[] rows(int n, long seed) {
        Random random = new Random(seed);
        float[] rows = new float[n * ROW.length];
        for (int i = 0; i < n; i++) {
            rows[4 * i] = ROW[0] + 3 * (float) random.nextGaussian();
            rows[4 * i + 1] = random.nextInt(2);
            rows[4 * i + 2] = ROW[2] + 5 * (float) random.nextGaussian();
            rows[4 * i + 3] = random.nextInt(3);
        }
        return rows;
    }
}
