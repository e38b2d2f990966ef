package org.xattnbmd.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xattnbmd.sdk.fixtures.Pictures;
import org.xattnbmd.sdk.fixtures.SyntheticHip;
import org.xattnbmd.sdk.fixtures.TinyModel;

/** Compiles and runs the README's SDK example, and checks that the README still shows it. */
class ReadmeSnippetTest {

    private static final Path README = Path.of("../README.md");
    private static final Pattern FIRST_JAVA_BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    @Test
    void readmesFirstJavaBlockIsTheCodeBelow() throws Exception {
        Path source = Path.of("src/test/java", getClass().getName().replace('.', '/') + ".java");
        Matcher block = FIRST_JAVA_BLOCK.matcher(Files.readString(README));

        assertThat(block.find()).as("README.md has a java block").isTrue();
        assertThat(withoutIndentation(Files.readString(source))).contains(withoutIndentation(block.group(1)));
    }

    @Test
    void theExampleRuns(@TempDir Path folder) throws Exception {
        Path model = TinyModel.write(folder);
        Path image = folder.resolve("hip.png");
        Files.write(image, Pictures.encode("png", SyntheticHip.left(200, 240, 1), 200, 240));

        assertThat(snippet(model, image)).matches("0\\.\\d{3} g/cm²; T -?\\d\\.\\d; \\[.*SIMULATED_MODEL.*]");
    }

    private static String snippet(Path model, Path image) {
        try (BmdEstimator estimator = BmdEstimator.open(model)) {
            Radiograph radiograph = Radiograph.read(image).withSide(Radiograph.Side.LEFT);
            ClinicalRecord clinical = ClinicalRecord.builder()
                    .set("age", 75)
                    .set("sex", "female")
                    .set("weight_kg", 68)
                    .build();
            BmdEstimate estimate = estimator.estimate(radiograph, clinical);
            return String.format(
                    Locale.ROOT, "%.3f g/cm²; T %.1f; %s", estimate.bmd(), estimate.tScore(), estimate.warnings());
        }
    }

    private static String withoutIndentation(String code) {
        return code.replaceAll("(?m)^[ \\t]+|[ \\t]+$", "").strip();
    }
}
