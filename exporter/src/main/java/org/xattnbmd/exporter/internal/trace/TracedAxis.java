package org.xattnbmd.exporter.internal.trace;

import java.util.List;

/**
 * An axis of the inputs whose length varies.
 *
 * @param name by which all axes of that length go
 * @param least smallest length that the model is for
 * @param step what all lengths are multiples of
 * @param sizes at which the block is traced, at least three
 */
public record TracedAxis(String name, long least, long step, List<Long> sizes) {

    public TracedAxis {
        sizes = List.copyOf(sizes);
    }
}
