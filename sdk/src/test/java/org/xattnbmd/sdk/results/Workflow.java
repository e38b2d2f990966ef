package org.xattnbmd.sdk.results;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.function.Function;

/** The tools of the profile {@code workflow}, which an ordinary build neither loads nor compiles against. */
final class Workflow {

    private Workflow() {}

    /** The tool of this name in {@code org.xattnbmd.sdk.workflow}; skips the test where the profile is not active. */
    @SuppressWarnings("unchecked")
    static <T, R> Function<T, R> tool(String name) {
        try {
            return (Function<T, R>) Class.forName("org.xattnbmd.sdk.workflow." + name)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            return abort(name + " is there with -Pworkflow only");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
