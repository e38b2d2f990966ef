package org.xattnbmd.trainer.run;

import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What software made a result: the source revision and the versions of what computes. */
public final class SoftwareVersions {

    private SoftwareVersions() {}

    /** Versions of what computes. */
    public static Map<String, String> libraries() {
        Map<String, String> versions = new TreeMap<>();
        versions.put("java", Runtime.version().toString());
        versions.put("pytorch", Engine.getInstance().getVersion());
        versions.put("djl", Engine.getDjlVersion());
        versions.put("onnxruntime", OrtEnvironment.getEnvironment().getVersion());
        return versions;
    }

    /** The working folder's git revision, with {@code -dirty} behind it if files differ; empty if there is none. */
    public static String gitRevision() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? out.strip() : "";
        } catch (IOException e) {
            return ""; // no git on this machine
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
