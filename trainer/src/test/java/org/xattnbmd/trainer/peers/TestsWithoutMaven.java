package org.xattnbmd.trainer.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs test classes where there is no Maven, such as on a lent machine with a GPU. Arguments: where the outcome of each test goes as
 * JSON, then the classes. Ends with 1 if one failed, or if there was none.
 */
final class TestsWithoutMaven {

    private TestsWithoutMaven() {}

    public static void main(String[] arguments) throws Exception {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(arguments)
                        .skip(1)
                        .map(DiscoverySelectors::selectClass)
                        .toList())
                // jqwik's engine looks for files that are not there.
                .filters(EngineFilter.includeEngines("junit-jupiter"))
                .build();
        Outcomes outcomes = new Outcomes();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, outcomes);
        new ObjectMapper()
                .writerWithDefaultPrettyPrinter()
                .writeValue(Path.of(arguments[0]).toFile(), outcomes.all);
        System.out.println(
                outcomes.all.size() + " tests, " + outcomes.failed + " failed, " + outcomes.skipped + " skipped");
        System.exit(outcomes.failed > 0 || outcomes.all.isEmpty() ? 1 : 0);
    }

    private static final class Outcomes implements TestExecutionListener {

        private final ArrayNode all = new ObjectMapper().createArrayNode();
        private int failed;
        private int skipped;

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            skipped++;
            add(test, "skipped", reason);
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            TestExecutionResult.Status status = result.getStatus();
            // A class that cannot be set up is as bad as a test that fails.
            if (!test.isTest() && status == TestExecutionResult.Status.SUCCESSFUL) {
                return;
            }
            failed += status == TestExecutionResult.Status.FAILED ? 1 : 0;
            skipped += status == TestExecutionResult.Status.ABORTED ? 1 : 0;
            String outcome = switch (status) {
                case SUCCESSFUL -> "passed";
                case ABORTED -> "skipped";
                case FAILED -> "failed";
            };
            add(test, outcome, result.getThrowable().map(Throwable::toString).orElse(null));
        }

        private void add(TestIdentifier test, String outcome, String reason) {
            ObjectNode one = all.addObject()
                    .put("test", test.getLegacyReportingName())
                    .put("in", test.getParentId().orElse(""))
                    .put("outcome", outcome);
            if (reason != null) {
                one.put("reason", reason);
            }
        }
    }
}
