package org.xattnbmd.sdk.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Times several tasks in turns, a few calls each a round. Their ratio is the median over rounds of the ratio within a round:
 * what slows the machine for a while slows both calls of a pair.
 */
final class Turns {

    /** Something to time. */
    interface Task {
        void call() throws Exception;
    }

    private static final int CALLS = 3;

    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final Map<String, double[]> milliseconds = new LinkedHashMap<>();

    Turns add(String name, Task task) {
        tasks.put(name, task);
        milliseconds.put(name, new double[0]);
        return this;
    }

    void take(int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Task> task : tasks.entrySet()) {
                // Not timed: threads of the task before may still spin for a while.
                task.getValue().call();
                long start = System.nanoTime();
                for (int call = 0; call < CALLS; call++) {
                    task.getValue().call();
                }
                double taken = (System.nanoTime() - start) / 1e6 / CALLS;
                double[] all = milliseconds.get(task.getKey());
                all = Arrays.copyOf(all, all.length + 1);
                all[all.length - 1] = taken;
                milliseconds.put(task.getKey(), all);
            }
        }
    }

    /** Drops what was timed so far, which warmed up. */
    void forget() {
        milliseconds.replaceAll((name, all) -> new double[0]);
    }

    double median(String name) {
        return quantile(milliseconds.get(name), 0.5);
    }

    double ratio(String name, String to) {
        double[] over = milliseconds.get(name);
        double[] under = milliseconds.get(to);
        double[] ratios = new double[over.length];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = over[i] / under[i];
        }
        return quantile(ratios, 0.5);
    }

    void print(PrintStream out) {
        milliseconds.forEach((name, all) -> out.printf(
                Locale.ROOT,
                "%-32s median %7.2f ms   10 %% %7.2f   90 %% %7.2f%n",
                name,
                quantile(all, 0.5),
                quantile(all, 0.1),
                quantile(all, 0.9)));
    }

    private static double quantile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(share * (sorted.length - 1))];
    }
}
