package org.xattnbmd.trainer.network;

import static org.xattnbmd.trainer.RefusedValueException.require;

/**
 * The image encoder.
 *
 * @param backbone its layout
 * @param baseWidth channels of the first stage; 64 is the published ResNet
 * @param outputStride input pixels per image token and axis: 32 as published, 16 keeps the last stage's resolution
 */
public record EncoderSettings(Backbone backbone, int baseWidth, int outputStride) {

    public EncoderSettings {
        require(backbone != null, "the backbone must be known");
        require(baseWidth >= 4, "baseWidth must be at least 4, received " + baseWidth);
        require(outputStride == 16 || outputStride == 32, "outputStride must be 16 or 32, received " + outputStride);
    }
}
