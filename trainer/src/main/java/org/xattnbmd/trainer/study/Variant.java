package org.xattnbmd.trainer.study;

import org.xattnbmd.trainer.run.RunConfig;

/**
 * One setting of an ablation.
 *
 * @param name in tables and as a folder: {@code reference}, or axis and value such as {@code fusion=concat}
 */
public record Variant(String name, RunConfig config, MissingValues missing) {

    /** The name of the setting that all others differ from in one thing. */
    public static final String REFERENCE = "reference";

    Variant with(RunConfig other) {
        return new Variant(name, other, missing);
    }

    Variant named(String other) {
        return new Variant(other, config, missing);
    }

    boolean sameSetting(Variant other) {
        return config.equals(other.config) && missing == other.missing;
    }
}
