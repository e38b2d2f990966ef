package org.xattnbmd.trainer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.ConstantInitializer;

/** Parameters that are set from the data, not learned; they travel with the weights. */
final class Constants {

    private Constants() {}

    static Parameter constant(String name, float value, long... shape) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optRequiresGrad(false)
                .optInitializer(new ConstantInitializer(value))
                .optShape(new Shape(shape))
                .build();
    }
}
