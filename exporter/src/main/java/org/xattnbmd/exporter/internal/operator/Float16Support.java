package org.xattnbmd.exporter.internal.operator;

import org.xattnbmd.exporter.internal.graph.Trait;

/**
 * The trait of operators that float16 does not suit always; the others take it at every opset.
 *
 * @param since first opset at which the operator takes float16
 */
public record Float16Support(int since) implements Trait {

    /** For operators that fix an element type themselves, or have none for float16. */
    public static final Float16Support NEVER = new Float16Support(Integer.MAX_VALUE);
}
