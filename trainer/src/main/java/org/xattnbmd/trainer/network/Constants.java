package org.xattnbmd.trainer.network;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.initializer.Initializer;

/** Parameters that are set from the data, not learned; they travel with the weights. */
final class Constants {

    private Constants() {}

    static Parameter constant(String name, float value, long... shape) {
        return constant(name, new ConstantInitializer(value), new Shape(shape));
    }

    /** A vector. */
    static Parameter constant(String name, float[] values) {
        return constant(name, (manager, shape, type) -> manager.create(values, shape), new Shape(values.length));
    }

    private static Parameter constant(String name, Initializer initializer, Shape shape) {
        return Parameter.builder()
                .setName(name)
                .setType(Parameter.Type.OTHER)
                .optRequiresGrad(false)
                .optInitializer(initializer)
                .optShape(shape)
                .build();
    }
}
