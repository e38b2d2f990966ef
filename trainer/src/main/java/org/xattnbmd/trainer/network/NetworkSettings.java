package org.xattnbmd.trainer.network;

import static org.xattnbmd.trainer.RefusedValueException.require;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * What a person chooses of a network; what the training split adds is in {@link NetworkConfig}. In JSON the parts' values
 * stand side by side.
 *
 * @param fusion how the two encoders meet
 */
public record NetworkSettings(
        @JsonUnwrapped EncoderSettings encoder,
        @JsonUnwrapped PictureSettings picture,
        @JsonUnwrapped AttentionSettings attention,
        FusionStrategy fusion) {

    public NetworkSettings {
        require(fusion != null, "the fusion must be known");
        int stride = encoder.outputStride();
        int height = picture.imageHeight();
        int width = picture.imageWidth();
        int crop = picture.cropSize();
        require(
                crop == 0 || crop % stride == 0 && crop > 0 && height % 64 == 0 && width % 64 == 0,
                "with a localiser, the crop size must be a multiple of " + stride
                        + " and the image size of 64, received " + crop + " and " + width + "x" + height);
        require(
                height % stride == 0 && width % stride == 0 && height > 0 && width > 0,
                "the image size must be a multiple of " + stride + ", received " + width + "x" + height);
    }

    /** The network of the demo: a narrow ResNet-18 on the 128² neck crop, 3 layers, 4 heads, both directions. */
    public static NetworkSettings demo() {
        return new NetworkSettings(
                new EncoderSettings(Backbone.RESNET18, 16, 16),
                PictureSettings.square(256, 128),
                AttentionSettings.demo(),
                FusionStrategy.BOTH);
    }

    /** The same with the encoder in another layout. */
    public NetworkSettings withBackbone(Backbone other) {
        return withEncoder(new EncoderSettings(other, encoder.baseWidth(), encoder.outputStride()));
    }

    public NetworkSettings withFusion(FusionStrategy other) {
        return new NetworkSettings(encoder, picture, attention, other);
    }

    public NetworkSettings withEncoder(EncoderSettings other) {
        return new NetworkSettings(other, picture, attention, fusion);
    }

    public NetworkSettings withAttention(AttentionSettings other) {
        return new NetworkSettings(encoder, picture, other, fusion);
    }

    /** Whether the network finds the femoral neck and looks closer there. */
    public boolean localized() {
        return picture.cropSize() > 0 && fusion.usesImage();
    }
}
