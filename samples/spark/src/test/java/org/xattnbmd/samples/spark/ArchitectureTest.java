package org.xattnbmd.samples.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.xattnbmd.samples.spark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule THE_JOB_USES_THE_SDKS_PUBLIC_PACKAGE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "org.xattnbmd.samples",
                    "org.xattnbmd.samples.spark",
                    "org.xattnbmd.sdk",
                    "java..",
                    "picocli..",
                    "scala..",
                    "org.apache.spark..",
                    "org.apache.hadoop..");
}
