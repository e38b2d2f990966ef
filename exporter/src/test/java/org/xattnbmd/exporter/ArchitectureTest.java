package org.xattnbmd.exporter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the exporter's packages, which all point downwards. */
@AnalyzeClasses(packages = "org.xattnbmd.exporter", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** One slice per package, the public one included. */
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.xattnbmd.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule whatIsInternalKnowsNothingPublic = noClasses()
            .that()
            .resideInAPackage("org.xattnbmd.exporter.internal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.xattnbmd.exporter", "org.xattnbmd.exporter.tools");

    /** The graph and its operators say what a model is, and depend on nothing that makes or runs one. */
    @ArchTest
    static final ArchRule theGroundStandsAlone = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.xattnbmd.exporter.internal.failure..",
                    "org.xattnbmd.exporter.internal.graph..",
                    "org.xattnbmd.exporter.internal.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.xattnbmd.exporter.internal.trace..",
                    "org.xattnbmd.exporter.internal.infer..",
                    "org.xattnbmd.exporter.internal.pass..",
                    "org.xattnbmd.exporter.internal.precision..",
                    "org.xattnbmd.exporter.internal.io..",
                    "org.xattnbmd.exporter.internal.runtime..",
                    "ai.onnxruntime..");

    /** ONNX Runtime's sessions are opened in one place, which asks for exact sums of bytes. */
    @ArchTest
    static final ArchRule onnxRuntimeIsCalledInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("org.xattnbmd.exporter.internal.runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");
}
