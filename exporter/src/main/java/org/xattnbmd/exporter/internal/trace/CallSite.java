package org.xattnbmd.exporter.internal.trace;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where in the user's code the trace is at this moment. Reads the stack; nothing is instrumented.
 *
 * @param operation the array method that the user's code called, such as {@code getFloat}
 * @param position class, method, file and line of that call
 */
record CallSite(String operation, String position) {

    private static final StackWalker WALKER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    /** The innermost call from outside the array library and this tracer: the last frame inside is the method called. */
    static CallSite find() {
        return WALKER.walk(frames -> {
            String operation = "?";
            for (StackFrame f : (Iterable<StackFrame>) frames::iterator) {
                String type = f.getClassName();
                if (type.equals(Tracer.class.getName())) {
                    return new CallSite("return", "the arrays that the block returns");
                }
                if (type.startsWith("java.")) {
                    continue;
                }
                if (!isArrayLibrary(type) && !isTracer(type)) {
                    return new CallSite(operation, f.toStackTraceElement().toString());
                }
                operation = f.getMethodName();
            }
            return new CallSite(operation, "an unknown place");
        });
    }

    /** Whether the user's code called a method of an array of the engine itself, which asks for an operand's values. */
    static boolean isOnEngineArray() {
        return WALKER.walk(frames -> frames.takeWhile(f -> !f.getClassName().equals(Tracer.class.getName()))
                .filter(f -> !f.getClassName().startsWith("java."))
                .takeWhile(f -> isArrayLibrary(f.getClassName()) || isTracer(f.getClassName()))
                .anyMatch(f -> f.getMethodName().equals("from") && isArrayLibrary(f.getClassName())));
    }

    /** The classes whose {@code forwardInternal} is running, outermost first: the nesting of blocks. */
    static List<String> blockNesting() {
        return WALKER.walk(frames -> {
            List<String> classes = new ArrayList<>();
            frames.filter(f -> f.getMethodName().equals("forwardInternal"))
                    .forEach(f -> classes.add(f.getDeclaringClass().getSimpleName()));
            Collections.reverse(classes);
            return classes;
        });
    }

    private static boolean isArrayLibrary(String type) {
        return type.startsWith("ai.djl.ndarray.") || type.startsWith("ai.djl.pytorch.");
    }

    private static boolean isTracer(String type) {
        return type.startsWith(CallSite.class.getPackageName() + ".");
    }
}
