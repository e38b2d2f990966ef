package org.xattnbmd.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xattnbmd.trainer.checkpoint.HostArrays;

/**
 * The arrows between the modules that the trainer sees, trainer to sdk and exporter and no other, and between the trainer's
 * own packages: downwards only.
 */
@AnalyzeClasses(packages = "org.xattnbmd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String TRAINER = "org.xattnbmd.trainer";
    private static final String GROUND = "ground";

    @ArchTest
    static final ArchRule exporterNeedsNoEngineOfItsOwn = noClasses()
            .that()
            .resideInAPackage("org.xattnbmd.exporter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule trainerUsesWhatIsPublic = noClasses()
            .that()
            .resideInAPackage("org.xattnbmd.trainer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.xattnbmd.sdk.internal..", "org.xattnbmd.exporter.internal..", "org.xattnbmd.samples..");

    @ArchTest
    static final ArchRule simulatorStandsAlone = noClasses()
            .that()
            .resideInAPackage("org.xattnbmd.trainer.simulator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "org.xattnbmd.sdk..", "org.xattnbmd.exporter..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.xattnbmd.trainer.(*)..").should().beFreeOfCycles();

    /** Who may use whom, from the ground up; {@code GROUND} stands for the trainer's root package, {@code cli} uses all. */
    @ArchTest
    static void packagesUseWhatLiesBelow(JavaClasses classes) {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        uses.put("evaluation", List.of(GROUND));
        uses.put("simulator", List.of(GROUND));
        uses.put("checkpoint", List.of(GROUND));
        uses.put("curves", List.of(GROUND));
        uses.put("network", List.of("checkpoint", GROUND));
        uses.put("training", List.of("network", "checkpoint", "curves", GROUND));
        uses.put("data", List.of("training", "evaluation", GROUND));
        uses.put("finder", List.of("data", "training", "network", "checkpoint", GROUND));
        uses.put("report", List.of("data", "training", "evaluation", GROUND));
        uses.put("onnx", List.of("training", GROUND));
        uses.put("calibration", List.of("data", "training", "network", "checkpoint", "evaluation", GROUND));
        uses.put("run", List.of("calibration", "data", "training", "network", "checkpoint", GROUND));
        uses.put("runs", List.of("run", "calibration", "report", "training", "evaluation", GROUND));
        uses.put("card", List.of("run", "calibration", "report", "training", "network", GROUND));
        uses.put("heldout", List.of("card", "onnx", "run", "report", "data", "training", "evaluation", GROUND));
        uses.put(
                "export",
                List.of(
                        "heldout",
                        "card",
                        "onnx",
                        "run",
                        "calibration",
                        "data",
                        "training",
                        "network",
                        "checkpoint",
                        "evaluation",
                        GROUND));
        uses.put("site", List.of("heldout", "card", "onnx", "calibration", "data", "training", "evaluation", GROUND));
        uses.put("explanation", List.of("run", "report", "data", "training", "network", "checkpoint", GROUND));
        uses.put("study", List.of("card", "run", "report", "data", "training", "network", "evaluation", GROUND));
        uses.put("robustness", List.of("study", "heldout", "run", "report", "data", "evaluation", GROUND));
        uses.put("plausibility", List.of("robustness", "study", "report", "evaluation", GROUND));

        LayeredArchitecture layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer(GROUND)
                .definedBy(TRAINER)
                .layer("cli")
                .definedBy(TRAINER + ".cli..")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer(GROUND)
                .mayNotAccessAnyLayer();
        for (String name : uses.keySet()) {
            layers = layers.layer(name).definedBy(TRAINER + "." + name + "..");
        }
        for (Map.Entry<String, List<String>> use : uses.entrySet()) {
            layers = layers.whereLayer(use.getKey())
                    .mayOnlyAccessLayers(use.getValue().toArray(new String[0]));
        }
        layers.ensureAllClassesAreContainedInArchitectureIgnoring("org.xattnbmd.sdk..", "org.xattnbmd.exporter..")
                .check(classes);
    }

    /** See {@link HostArrays}. */
    @ArchTest
    static final ArchRule valuesComeFromTheGpuWithoutALeak = noClasses()
            .that()
            .resideInAPackage("org.xattnbmd.trainer..")
            .and()
            .doNotBelongToAnyOf(HostArrays.class)
            .should()
            .callMethod(NDArray.class, "toFloatArray");
}
