package org.xattnbmd.samples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows that end at the SDK: samples use its public package, and it knows none of the other modules. */
@AnalyzeClasses(
        packages = "org.xattnbmd",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoFixtures.class})
class ArchitectureTest {

    /** The SDK's test fixtures come as a jar, which ArchUnit does not take for tests. */
    static final class NoFixtures implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("/fixtures/");
        }
    }

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("org.xattnbmd.samples.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule SDK_KNOWS_NO_TRAINING = noClasses()
            .that()
            .resideInAPackage("org.xattnbmd.sdk..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "ai.djl..", "org.xattnbmd.trainer..", "org.xattnbmd.exporter..", "org.xattnbmd.samples..");

    @ArchTest
    static final ArchRule SDK_USES_ONLY_ITS_OWN_LIBRARIES = classes()
            .that()
            .resideInAPackage("org.xattnbmd.sdk..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.xattnbmd.sdk..",
                    "java..",
                    "javax.imageio..",
                    "ai.onnxruntime..",
                    "org.bytedeco.javacpp..",
                    "org.bytedeco.opencv..",
                    "com.fasterxml.jackson..",
                    "org.jspecify.annotations..",
                    "org.slf4j..");

    @ArchTest
    static final ArchRule SAMPLES_USE_THE_SDKS_PUBLIC_PACKAGE = classes()
            .that()
            .resideInAPackage("org.xattnbmd.samples..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.xattnbmd.samples..",
                    "org.xattnbmd.sdk",
                    "org.xattnbmd.sdk.results",
                    "java..",
                    "com.sun.management..",
                    "javax.imageio..",
                    "javax.net.ssl..",
                    "javax.swing..",
                    "javax.accessibility..",
                    "com.formdev.flatlaf..",
                    "org.slf4j..",
                    "picocli..",
                    "org.apache.commons.csv..",
                    "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule INTERNALS_ARE_NOT_FOR_OTHERS = noClasses()
            .that()
            .resideOutsideOfPackage("org.xattnbmd.sdk..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.xattnbmd.sdk.internal..");
}
