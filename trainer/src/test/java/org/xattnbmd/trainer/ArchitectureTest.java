package org.xattnbmd.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.xattnbmd.trainer.checkpoint.HostArrays;

/** The arrows between the modules that the trainer sees: trainer to sdk and exporter, and no other. */
@AnalyzeClasses(packages = "org.xattnbmd", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

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
