package org.xattnbmd.exporter.operators;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;

/** The tensor-valued methods of DJL's array interfaces, found by reflection. */
final class Methods {

    /** Methods that return an array but compute nothing. */
    private static final Set<String> BOOKKEEPING = Set.of("getGradient()", "getArray()");

    private Methods() {}

    static Set<String> tensorValued() {
        Set<String> all = new TreeSet<>();
        for (Class<?> type : new Class<?>[] {NDArray.class, NDArrayEx.class}) {
            for (Method m : type.getMethods()) {
                boolean tensor = m.getReturnType() == NDArray.class || m.getReturnType() == NDList.class;
                boolean assignment = m.getName().equals("set") || m.getName().equals("setScalar");
                String signature = signature(type, m);
                if (!Modifier.isStatic(m.getModifiers())
                        && (tensor || assignment)
                        && !BOOKKEEPING.contains(signature.replace("ex.", ""))) {
                    all.add(signature);
                }
            }
        }
        return all;
    }

    private static String signature(Class<?> type, Method m) {
        StringJoiner parameters = new StringJoiner(",", "(", ")");
        for (Class<?> p : m.getParameterTypes()) {
            parameters.add(p.getSimpleName());
        }
        return (type == NDArrayEx.class ? "ex." : "") + m.getName() + parameters;
    }
}
