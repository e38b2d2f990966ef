package org.xattnbmd.exporter.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tries every model of the suite in workers; where one dies or stands still, the next begins behind that model. */
final class SuiteRun {

    /** More than any model of the suite takes on a busy machine, the library's own limit included. */
    private static final int STILL_SECONDS = 240;

    private SuiteRun() {}

    /** By model, what came of each step. */
    static Map<String, Map<String, String>> of(Path root, Path log) throws IOException, InterruptedException {
        List<SuiteModel> models = SuiteModel.all(root);
        Map<String, Map<String, String>> results = new LinkedHashMap<>();
        int next = 0;
        while (next < models.size()) {
            String ended = work(root, next, log);
            int reached = next;
            String step = "start";
            for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
                String[] parts = line.split("\t", 2);
                switch (parts[0]) {
                    case "model" -> reached = Integer.parseInt(parts[1]);
                    case "try" -> step = parts[1];
                    case "done" -> next = Integer.parseInt(parts[1]) + 1;
                    default -> {
                        if (parts.length == 2) {
                            of(results, models.get(reached)).put(parts[0], parts[1]);
                        }
                    }
                }
            }
            if (next < models.size()) {
                of(results, models.get(reached)).put(step, ended);
                next = reached + 1;
            }
        }
        return results;
    }

    private static Map<String, String> of(Map<String, Map<String, String>> results, SuiteModel model) {
        return results.computeIfAbsent(model.name(), k -> new LinkedHashMap<>());
    }

    private static String work(Path root, int from, Path log) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(List.of(SuiteWorker.class.getName(), root.toString(), Integer.toString(from)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(log.toFile());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Process process = builder.start();
        long size = -1;
        while (!process.waitFor(STILL_SECONDS, TimeUnit.SECONDS)) {
            long now = Files.size(log);
            if (now == size) {
                process.destroyForcibly().waitFor();
                return "hang";
            }
            size = now;
        }
        return "crash: exit " + process.exitValue();
    }
}
