package org.xattnbmd.exporter.operators;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.function.Function;
import org.xattnbmd.exporter.ExportException;

/**
 * What is expected of one array method.
 *
 * @param method name and parameter types, as {@link Methods} writes them
 * @param body uses the method; null where the engine itself cannot run it
 * @param refusal the code it is refused with, or null if it is exported
 * @param reason why it is refused, for OPERATORS.md
 * @param composed whether the engine lacks it, so that it is compared with a composition of what the engine has
 */
record OperatorCase(
        String method, Function<Arrays5, NDList> body, ExportException.Code refusal, String reason, boolean composed) {

    static OperatorCase exported(String method, Function<Arrays5, NDList> body) {
        return new OperatorCase(method, body, null, "", false);
    }

    /** A method that the engine lacks. */
    static OperatorCase composed(String method, Function<Arrays5, NDArray> body) {
        return new OperatorCase(method, x -> new NDList(body.apply(x)), null, "", true);
    }

    static OperatorCase one(String method, Function<Arrays5, NDArray> body) {
        return exported(method, x -> new NDList(body.apply(x)));
    }

    static OperatorCase refused(
            String method, ExportException.Code code, String reason, Function<Arrays5, NDArray> body) {
        return new OperatorCase(method, x -> new NDList(body.apply(x)), code, reason, false);
    }

    @Override
    public String toString() {
        return method;
    }
}
