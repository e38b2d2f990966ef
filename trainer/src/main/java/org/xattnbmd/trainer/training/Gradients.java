package org.xattnbmd.trainer.training;

import ai.djl.pytorch.jni.JniUtils;

/** Gradient mode off for the calling thread until closed: PyTorch's mode is thread-local, and on in a new thread. */
public final class Gradients implements AutoCloseable {

    private final boolean before;

    private Gradients() {
        before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
    }

    public static Gradients off() {
        return new Gradients();
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
